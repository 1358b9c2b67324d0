using System.Text;

namespace Weft.Http;

/// <summary>
/// Decides, once all fields are there, whom the message is for and where it ends (RFC 9112 §3.2, §6). Wherever two readers
/// could disagree about the end of a message, it is refused: that disagreement is request smuggling.
/// </summary>
internal static class MessageFraming
{
    public static Status Decide(ReadOnlySpan<byte> input, ref RequestHead head)
    {
        if (!HasOneHost(input, in head) || !HasWellFormedPath(input, in head))
            return Status.BadRequest;
        ReadExpectation(input, ref head);
        FieldOccurrence coding = head.Fields[(int)Field.TransferEncoding];
        FieldOccurrence length = head.Fields[(int)Field.ContentLength];
        if (coding.Count > 0)
        {
            if (head.IsHttp10 || length.Count > 0 || coding.Count > 1)
                return Status.BadRequest;
            head.Framing = Framing.Chunked;
            return CheckCoding(input.Slice(coding.Start, coding.Length));
        }
        if (length.Count == 0)
            return Status.None;
        if (length.Count > 1 || !TryReadLength(input.Slice(length.Start, length.Length), out head.ContentLength))
            return Status.BadRequest;
        head.Framing = head.ContentLength > 0 ? Framing.Length : Framing.None;
        return Status.None;
    }

    private static bool HasOneHost(ReadOnlySpan<byte> input, in RequestHead head)
    {
        FieldOccurrence host = head.Fields[(int)Field.Host];
        return host.Count == 0
            ? head.IsHttp10
            : host.Count == 1 && HostField.IsValid(input.Slice(host.Start, host.Length));
    }

    private static bool HasWellFormedPath(ReadOnlySpan<byte> input, in RequestHead head)
    {
        if (head.Path.Length == 0)
            return true;
        Span<byte> scratch = stackalloc byte[head.Path.Length];
        return TargetPath.Normalize(head.Path.Of(input), scratch, out _) != PathOutcome.Malformed;
    }

    private static void ReadExpectation(ReadOnlySpan<byte> input, ref RequestHead head)
    {
        FieldOccurrence expect = head.Fields[(int)Field.Expect];
        // HTTP/1.0 has no such thing (RFC 9110 §10.1.1).
        if (expect.Count == 0 || head.IsHttp10)
            return;
        bool isContinue = expect.Count == 1
            && Ascii.EqualsIgnoreCase(input.Slice(expect.Start, expect.Length), "100-continue"u8);
        head.Expectation = isContinue ? Expectation.Continue : Expectation.Unknown;
    }

    // "chunked" alone is understood. Another coding before it would need decoding: 501. Anything whose last coding is not
    // chunked, or says it twice, has no end that two readers would agree on: 400 (RFC 9112 §6.1, §6.3).
    private static Status CheckCoding(ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(value, "chunked"u8))
            return Status.None;
        int codings = 0;
        bool lastIsChunked = false;
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> coding = Grammar.Trim(value[range]);
            if (!Grammar.IsToken(coding) || lastIsChunked)
                return Status.BadRequest;
            lastIsChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
            codings++;
        }
        return codings == 1 || lastIsChunked ? Status.NotImplemented : Status.BadRequest;
    }

    // Digits without a sign, a leading zero or a list, and no more than a signed 64-bit number holds (RFC 9110 §8.6).
    private static bool TryReadLength(ReadOnlySpan<byte> value, out long length)
    {
        length = 0;
        return Grammar.IsDigits(value) && (value[0] != '0' || value.Length == 1)
            && long.TryParse(value, System.Globalization.NumberStyles.None, provider: null, out length);
    }
}
