namespace Weft.Http;

internal enum ParseOutcome
{
    NeedMore,
    Complete,
    Refused,
}

/// <summary>
/// Parses a request head line by line as it arrives. Laws: every line ends in CRLF; a complete line is read once; what
/// cannot become a valid head is refused at once, not when it is complete; needing more is an ordinary outcome.
/// </summary>
internal static class RequestParser
{
    /// <param name="input">All bytes since the end of the previous message.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="head">Where the last call stopped; default for a new message.</param>
    /// <param name="refusal">Why, if refused.</param>
    public static ParseOutcome Parse(ReadOnlySpan<byte> input, HttpLimits limits, ref RequestHead head, out Status refusal)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = input[head.Length..];
            int lineFeed = rest.IndexOf((byte)'\n');
            refusal = lineFeed < 0
                ? CheckPartialLine(rest, limits, in head)
                : CheckLimits(rest[..lineFeed], limits, in head);
            if (refusal != Status.None)
                return ParseOutcome.Refused;
            if (lineFeed < 0)
                return ParseOutcome.NeedMore;

            // A bare LF, or an LF after nothing, ends no line (RFC 9112 §2.2 lets us accept it; smuggling lives there).
            if (lineFeed == 0 || rest[lineFeed - 1] != '\r')
            {
                refusal = Status.BadRequest;
                return ParseOutcome.Refused;
            }
            ReadOnlySpan<byte> line = rest[..(lineFeed - 1)];
            int start = head.Length;
            head.Length += lineFeed + 1;
            if (line.IsEmpty && head.HasRequestLine)
            {
                refusal = MessageFraming.Decide(input, ref head);
                return refusal == Status.None ? ParseOutcome.Complete : ParseOutcome.Refused;
            }
            refusal = head.HasRequestLine
                ? FieldLine.Parse(line, start, limits, ref head)
                : ParseRequestLine(line, start, ref head);
            if (refusal != Status.None)
                return ParseOutcome.Refused;
        }
    }

    /// <summary>Whether nothing of a message has come yet, but for the empty line that may stand before it.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> input) => input.IsEmpty || input.SequenceEqual("\r\n"u8);

    // One empty line before the request line is forgiven (RFC 9112 §2.2); a second one is not a habit of old clients.
    private static Status ParseRequestLine(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        if (line.IsEmpty)
        {
            Status refusal = head.SkippedEmptyLine ? Status.BadRequest : Status.None;
            head.SkippedEmptyLine = true;
            return refusal;
        }
        head.HasRequestLine = true;
        head.FieldsStart = head.Length;
        return RequestLine.Parse(line, start, ref head);
    }

    /// <summary>Refuses what no further bytes can mend: a line too long already, or a byte that no line may hold.</summary>
    private static Status CheckPartialLine(ReadOnlySpan<byte> partial, HttpLimits limits, in RequestHead head)
    {
        ReadOnlySpan<byte> body = partial.EndsWith("\r"u8) ? partial[..^1] : partial;
        if (head.HasRequestLine ? Grammar.HasControl(body) : HasJunk(body))
            return Status.BadRequest;
        return CheckLimits(partial, limits, in head);
    }

    private static Status CheckLimits(ReadOnlySpan<byte> line, HttpLimits limits, in RequestHead head)
    {
        if (head.HasRequestLine)
        {
            bool tooMuch = line.Length > limits.FieldLineBytes
                || head.Length - head.FieldsStart + line.Length > limits.FieldSectionBytes;
            return tooMuch ? Status.RequestHeaderFieldsTooLarge : Status.None;
        }
        // Too long before its first space, it is no method that anybody has; otherwise it is the target that is long.
        if (line.Length > HttpLimits.MethodBytes + 1 && !line[..(HttpLimits.MethodBytes + 1)].Contains((byte)' '))
            return Status.BadRequest;
        return line.Length > limits.RequestLineBytes ? Status.UriTooLong : Status.None;
    }

    // A TLS hello or random bytes are answered at once, not when the timeout has passed.
    private static bool HasJunk(ReadOnlySpan<byte> requestLine) => requestLine.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E);
}
