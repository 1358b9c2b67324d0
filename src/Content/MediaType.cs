using System.Buffers;
using System.Text;

namespace Weft.Content;

/// <summary>The media type of a file, by the extension of its name (RFC 9110 §8.3).</summary>
internal static class MediaType
{
    private const int LongestExtension = 32;

    /// <summary>What a file is if its name does not say: to be saved, not shown.</summary>
    private static ReadOnlySpan<byte> Default => "application/octet-stream"u8;

    /// <summary>The media type for the last segment of a path, in lower case, without parameters.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = path[(path.LastIndexOf((byte)'/') + 1)..];
        ReadOnlySpan<byte> extension = name[(name.LastIndexOf((byte)'.') + 1)..];
        if (extension.Length is 0 or > LongestExtension || extension.Length == name.Length || extension.Contains((byte)' '))
            return Default;
        Span<byte> key = stackalloc byte[extension.Length + 2];
        key[0] = (byte)'\n';
        key[^1] = (byte)' ';
        if (Ascii.ToLower(extension, key[1..], out _) != OperationStatus.Done)
            return Default;

        // Vectorised, this search costs a few microseconds, and only when a file is loaded; a hash table of 1,200 entries
        // would cost every process its making, and a switch its compilation.
        int line = MediaTypes.Lines.IndexOf(key);
        if (line < 0)
            return Default;
        ReadOnlySpan<byte> type = MediaTypes.Lines[(line + key.Length)..];
        return type[..type.IndexOf((byte)'\n')];
    }

    /// <summary>
    /// Whether <c>charset=utf-8</c> goes with a type: with all text, which otherwise is anybody's guess. JSON has no such
    /// parameter (RFC 8259 §11), and XML says its encoding itself.
    /// </summary>
    public static bool HasCharset(ReadOnlySpan<byte> type) => type.StartsWith("text/"u8);
}
