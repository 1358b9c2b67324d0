namespace Weft.Content;

/// <summary>The value of If-Match and If-None-Match: <c>"*" / #entity-tag</c> (RFC 9110 §8.8.3, §13.1).</summary>
internal static class EntityTagList
{
    /// <summary>
    /// Whether one line of a list has a tag that matches. Behind a malformed member nothing counts: who writes garbage gets
    /// the whole answer.
    /// </summary>
    /// <param name="list">The field value.</param>
    /// <param name="tag">The strong tag of the selected representation, with its quotes; empty if it has none.</param>
    /// <param name="isWeak">Whether a weak tag matches the strong one of the same name (RFC 9110 §8.8.3.2).</param>
    public static bool Matches(ReadOnlySpan<byte> list, ReadOnlySpan<byte> tag, bool isWeak)
    {
        if (list.SequenceEqual("*"u8))
            return true;
        ReadOnlySpan<byte> rest = list.TrimStart(" \t,"u8);
        while (TryTake(ref rest, out ReadOnlySpan<byte> member, out bool memberIsWeak))
        {
            if ((isWeak || !memberIsWeak) && member.SequenceEqual(tag))
                return true;
        }
        return false;
    }

    /// <summary>Takes one tag off the list, and the commas behind it; false at the end, and at what is no tag.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> tag, out bool isWeak)
    {
        tag = default;
        isWeak = rest.StartsWith("W/"u8);
        ReadOnlySpan<byte> quoted = isWeak ? rest[2..] : rest;
        if (quoted.Length < 2 || quoted[0] != '"')
            return false;
        int end = quoted[1..].IndexOf((byte)'"') + 1;
        // etagc: anything visible but the quote; blanks and controls mean that a quote is missing.
        if (end == 0 || quoted[1..end].ContainsAnyInRange((byte)0, (byte)' '))
            return false;
        ReadOnlySpan<byte> behind = quoted[(end + 1)..].TrimStart(" \t"u8);
        if (!behind.IsEmpty && behind[0] != ',')
            return false;
        tag = quoted[..(end + 1)];
        rest = behind.TrimStart(" \t,"u8);
        return true;
    }
}
