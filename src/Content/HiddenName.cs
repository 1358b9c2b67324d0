namespace Weft.Content;

/// <summary>Names that begin with a dot are nobody's business: <c>.git</c>, <c>.env</c>, <c>.htpasswd</c>.</summary>
internal static class HiddenName
{
    // RFC 8615: the one dot name that exists to be read by strangers.
    private static ReadOnlySpan<byte> WellKnown => ".well-known"u8;

    /// <summary>Whether a path has a segment that is hidden. Only at the top is <c>.well-known</c> an exception.</summary>
    /// <param name="path">A normalised path with its leading slash.</param>
    public static bool IsIn(ReadOnlySpan<byte> path)
    {
        int dot = path.IndexOf("/."u8);
        if (dot != 0)
            return dot > 0;
        ReadOnlySpan<byte> top = path[1..];
        int slash = top.IndexOf((byte)'/');
        ReadOnlySpan<byte> rest = slash < 0 ? default : top[slash..];
        return !top[..(top.Length - rest.Length)].SequenceEqual(WellKnown) || rest.IndexOf("/."u8) >= 0;
    }
}
