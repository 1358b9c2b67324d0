using System.Buffers;

namespace Weft.Content;

/// <summary>Percent-encoding (RFC 3986 §2.1) of names that are bytes.</summary>
internal static class PathEncoding
{
    // pchar without what HTML or a careless parser could read meaning into: "&", "'", and all that must be encoded anyway.
    private static readonly SearchValues<byte> Literal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$()*+,;=:@"u8);

    /// <summary>Appends a path, its slashes kept.</summary>
    public static void WritePath(ReadOnlySpan<byte> path, ArrayBufferWriter<byte> output)
    {
        foreach (byte b in path)
        {
            if (b == '/' || Literal.Contains(b))
                output.Write([b]);
            else
                output.Write([(byte)'%', Digit(b >> 4), Digit(b & 15)]);
        }
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'A' + value - 10);
}
