using System.Globalization;
using System.Text;

namespace Weft.Content;

/// <summary>The field lines that ranges add (RFC 9110 §14.4).</summary>
internal static class RangeFields
{
    /// <summary>For 206 with one range: where it lies, and all that the whole would have said.</summary>
    public static byte[] Single(ByteRange range, long size, byte[] fields) =>
        [.. "Content-Range: "u8, .. ContentRange(range, size), .. "\r\n"u8, .. fields];

    /// <summary>For 416: how long the representation is.</summary>
    public static byte[] Unsatisfiable(long size) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes */{size}\r\n"));

    /// <summary>The value of Content-Range.</summary>
    public static byte[] ContentRange(ByteRange range, long size) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.End - 1}/{size}"));
}
