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
            ReadOnlySpan<byte> line = lineFeed < 0 ? rest : rest[..lineFeed];
            bool endsWell = line.EndsWith("\r"u8);
            if (endsWell)
                line = line[..^1];
            refusal = head.HasRequestLine
                ? FieldLine.Check(line, head.Length - head.FieldsStart, limits)
                : CheckRequestLine(line, limits);
            // A bare LF ends no line (RFC 9112 §2.2 lets us accept it; smuggling lives there).
            if (refusal == Status.None && lineFeed >= 0 && !endsWell)
                refusal = Status.BadRequest;
            if (refusal != Status.None)
            {
                if (!head.HasRequestLine)
                    RequestLine.Note(line[..Math.Min(line.Length, limits.RequestLineBytes)], head.Length, ref head);
                return ParseOutcome.Refused;
            }
            if (lineFeed < 0)
                return ParseOutcome.NeedMore;

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
    public static bool IsEmpty(ReadOnlySpan<byte> input) => input.Length <= 2 && "\r\n"u8.StartsWith(input);

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

    /// <summary>
    /// Refuses what no further bytes can mend, whether the line is whole or not: a TLS hello is answered at once, not when
    /// the timeout has passed. Of two faults the first decides, or the answer would depend on how the bytes arrive.
    /// </summary>
    private static Status CheckRequestLine(ReadOnlySpan<byte> line, HttpLimits limits)
    {
        int junk = line.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        if (junk >= 0 && junk < limits.RequestLineBytes)
            return Status.BadRequest;
        // Too long before its first space, it is no method that anybody has; otherwise it is the target that is long.
        if (line.Length > HttpLimits.MethodBytes + 1 && !line[..(HttpLimits.MethodBytes + 1)].Contains((byte)' '))
            return Status.BadRequest;
        return line.Length > limits.RequestLineBytes ? Status.UriTooLong : Status.None;
    }
}
