using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Content;

/// <summary>A stretch of a representation.</summary>
/// <param name="First">The offset of its first byte.</param>
/// <param name="Length">How many bytes it has, at least one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(long First, long Length)
{
    public long End => First + Length;
}

/// <summary>What a Range field asks for.</summary>
internal enum ByteRangeKind
{
    /// <summary>The whole representation: there is no range, the unit is unknown, or the ranges would cost more.</summary>
    None,

    /// <summary>One range.</summary>
    Single,

    /// <summary>Several ranges, in the order in which they were asked for.</summary>
    Multiple,

    /// <summary>No range lies within the representation, or the field is malformed: 416.</summary>
    Unsatisfiable,
}

/// <summary>The Range field (RFC 9110 §14.1.1, §14.2), applied to the size of a representation.</summary>
/// <param name="Kind">What the field asks for.</param>
/// <param name="Ranges">The ranges, if it is one or several.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRangeSet(ByteRangeKind Kind, ByteRange[] Ranges)
{
    /// <summary>The most ranges of one request. Well-behaved clients need no more (CVE-2011-3192).</summary>
    private const int MostRanges = 16;

    private static readonly ByteRangeSet Whole = new(ByteRangeKind.None, []);
    private static readonly ByteRangeSet Refused = new(ByteRangeKind.Unsatisfiable, []);

    /// <summary>
    /// Reads the field. The whole representation is the answer if the unit is unknown, if there are too many ranges, or if
    /// ranges overlap. A malformed range makes the whole field unsatisfiable. A range that begins after the end is dropped.
    /// </summary>
    public static ByteRangeSet Parse(ReadOnlySpan<byte> field, long size)
    {
        int equals = field.IndexOf((byte)'=');
        if (size == 0 || equals < 0 || !Ascii.EqualsIgnoreCase(field[..equals], "bytes"u8))
            return Whole;
        ReadOnlySpan<byte> list = field[(equals + 1)..];
        var ranges = new List<ByteRange>();
        int members = 0;
        foreach (Range member in list.Split((byte)','))
        {
            ReadOnlySpan<byte> spec = list[member].Trim(" \t"u8);
            if (spec.IsEmpty)
                continue;
            members++;
            if (!TryParse(spec, size, out ByteRange? range))
                return Refused;
            if (range is { } wanted)
                ranges.Add(wanted);
        }
        if (members == 0 || ranges.Count == 0)
            return Refused;
        return members > MostRanges || Overlap(ranges) ? Whole : Of(ranges);
    }

    /// <summary>Joins ranges that follow each other without a gap: the same bytes, in one part less.</summary>
    private static ByteRangeSet Of(List<ByteRange> ranges)
    {
        for (int i = ranges.Count - 1; i > 0; i--)
        {
            if (ranges[i].First != ranges[i - 1].End)
                continue;
            ranges[i - 1] = new ByteRange(ranges[i - 1].First, ranges[i - 1].Length + ranges[i].Length);
            ranges.RemoveAt(i);
        }
        return new ByteRangeSet(ranges.Count == 1 ? ByteRangeKind.Single : ByteRangeKind.Multiple, [.. ranges]);
    }

    // Ranges that do not overlap cannot add up to more than the size, so this also keeps answers from exceeding the whole.
    private static bool Overlap(List<ByteRange> ranges)
    {
        ByteRange[] sorted = [.. ranges.OrderBy(static range => range.First)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].First < sorted[i - 1].End)
                return true;
        }
        return false;
    }

    /// <summary>
    /// int-range = first-pos "-" [ last-pos ]; suffix-range = "-" suffix-length. The range is null if it is well-formed but
    /// lies outside the representation.
    /// </summary>
    private static bool TryParse(ReadOnlySpan<byte> spec, long size, out ByteRange? range)
    {
        range = null;
        int dash = spec.IndexOf((byte)'-');
        if (dash < 0 || spec.Length == 1)
            return false;
        ReadOnlySpan<byte> left = spec[..dash];
        ReadOnlySpan<byte> right = spec[(dash + 1)..];
        if (!TryParse(left, out long first) || !TryParse(right, out long last))
            return false;
        if (left.IsEmpty)
        {
            long length = Math.Min(last, size);
            range = length == 0 ? null : new ByteRange(size - length, length);
            return true;
        }
        if (right.IsEmpty)
            last = size - 1;
        else if (last < first)
            return false;
        range = first >= size ? null : new ByteRange(first, Math.Min(last, size - 1) - first + 1);
        return true;
    }

    // Digits only. A number that does not fit into 63 bits becomes the largest one that does: no file is larger
    // (CVE-2015-1635, CVE-2017-7529).
    private static bool TryParse(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        if (digits.IsEmpty)
            return true;
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        if (!Utf8Parser.TryParse(digits, out value, out int used) || used != digits.Length)
            value = long.MaxValue;
        return true;
    }
}
