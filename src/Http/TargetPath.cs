namespace Weft.Http;

/// <summary>What became of the path of a request target.</summary>
public enum PathOutcome
{
    /// <summary>It can name something.</summary>
    Ok,

    /// <summary>Bad percent-encoding, an encoded control, or a climb above the root: 400.</summary>
    Malformed,

    /// <summary>Well-formed, and no file can have this name: a segment with an encoded slash. 404.</summary>
    NamesNothing,
}

/// <summary>From the path as it was sent to the path that is looked up: decoded once, without empty and dot segments.</summary>
public static class TargetPath
{
    /// <summary>
    /// Decodes and normalises. <c>//a///b</c> and <c>/./a/b</c> mean <c>/a/b</c>; <c>..</c> removes a segment, and one too
    /// many is malformed. Dots count the same whether they were encoded or not, and what was decoded is never decoded again.
    /// </summary>
    /// <param name="raw">The path as sent, beginning with a slash, without the query.</param>
    /// <param name="scratch">Room for as many bytes as <paramref name="raw"/> has.</param>
    /// <param name="path">The result: <paramref name="raw"/> itself where nothing changes, else in the scratch space.</param>
    public static PathOutcome Normalize(ReadOnlySpan<byte> raw, Span<byte> scratch, out ReadOnlySpan<byte> path)
    {
        path = raw;
        if (IsNormal(raw))
            return PathOutcome.Ok;
        path = default;

        PathOutcome outcome = PathOutcome.Ok;
        int length = 0;
        bool endsInSlash = true;
        foreach (Range range in raw[1..].Split((byte)'/'))
        {
            ReadOnlySpan<byte> encoded = raw[1..][range];
            scratch[length] = (byte)'/';
            if (!TryDecode(encoded, scratch[(length + 1)..], out int decoded))
                return PathOutcome.Malformed;
            ReadOnlySpan<byte> segment = scratch.Slice(length + 1, decoded);
            endsInSlash = segment.IsEmpty || segment.SequenceEqual("."u8) || segment.SequenceEqual(".."u8);
            if (segment.SequenceEqual(".."u8))
            {
                if (length == 0)
                    return PathOutcome.Malformed;
                length = scratch[..length].LastIndexOf((byte)'/');
            }
            else if (!endsInSlash)
            {
                if (segment.Contains((byte)'/'))
                    outcome = PathOutcome.NamesNothing;
                length += 1 + decoded;
            }
        }
        if (endsInSlash)
            scratch[length++] = (byte)'/';
        path = scratch[..length];
        return outcome;
    }

    private static bool IsNormal(ReadOnlySpan<byte> raw) =>
        !raw.Contains((byte)'%') && raw.IndexOf("//"u8) < 0 && raw.IndexOf("/."u8) < 0;

    // A control in a name could only be there to confuse a log, a terminal or a C library: no honest link has one.
    private static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> destination, out int length)
    {
        length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte b = encoded[i];
            if (b == '%')
            {
                if (i + 2 >= encoded.Length)
                    return false;
                int value = (Grammar.HexValue(encoded[i + 1]) << 4) | Grammar.HexValue(encoded[i + 2]);
                if (value is < 0x20 or 0x7F)
                    return false;
                b = (byte)value;
                i += 2;
            }
            destination[length++] = b;
        }
        return true;
    }
}
