using System.Buffers.Binary;

namespace Weft.Tests.Soak;

/// <summary>Which bytes a file consists of.</summary>
/// <param name="File">The number of the file.</param>
/// <param name="Version">How often it has been rewritten.</param>
internal readonly record struct ContentKey(uint File, uint Version);

/// <summary>
/// Content of which every byte follows from its offset, so any stretch of any file is verified without keeping a copy. Each
/// block begins with a stamp that says of which file, version and block it is; the rest is noise, shifted from block to block.
/// </summary>
internal static class Pattern
{
    /// <summary>File and version, then the block: so many bytes at the beginning tell what a file is.</summary>
    public const int StampBytes = 16;

    private const int BlockBytes = 4096;
    private static readonly byte[] Noise = MakeNoise();

    public static void Fill(Span<byte> target, ContentKey key, long offset)
    {
        Span<byte> stamp = stackalloc byte[StampBytes];
        while (!target.IsEmpty)
        {
            ReadOnlySpan<byte> piece = PieceAt(offset, key, stamp);
            piece = piece[..Math.Min(piece.Length, target.Length)];
            piece.CopyTo(target);
            target = target[piece.Length..];
            offset += piece.Length;
        }
    }

    public static byte[] Make(ContentKey key, int length)
    {
        byte[] content = new byte[length];
        Fill(content, key, 0);
        return content;
    }

    /// <summary>The offset in the file of the first byte that is not as it should be, or -1.</summary>
    public static long FindDifference(ReadOnlySpan<byte> actual, ContentKey key, long offset)
    {
        Span<byte> stamp = stackalloc byte[StampBytes];
        while (!actual.IsEmpty)
        {
            ReadOnlySpan<byte> piece = PieceAt(offset, key, stamp);
            piece = piece[..Math.Min(piece.Length, actual.Length)];
            if (!actual[..piece.Length].SequenceEqual(piece))
                return offset + actual.CommonPrefixLength(piece);
            actual = actual[piece.Length..];
            offset += piece.Length;
        }
        return -1;
    }

    /// <summary>What the first bytes of a file say that it is.</summary>
    public static ContentKey ReadKey(ReadOnlySpan<byte> start) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(start), BinaryPrimitives.ReadUInt32BigEndian(start[4..]));

    /// <summary>As much as there is in one piece from an offset on: the rest of a stamp, or of a block.</summary>
    private static ReadOnlySpan<byte> PieceAt(long offset, ContentKey key, Span<byte> stamp)
    {
        long block = offset / BlockBytes;
        int at = (int)(offset % BlockBytes);
        if (at >= StampBytes)
        {
            int shift = (int)((block * 31 + key.File * 17 + key.Version * 7) % BlockBytes);
            return Noise.AsSpan(shift + at, BlockBytes - at);
        }
        BinaryPrimitives.WriteUInt32BigEndian(stamp, key.File);
        BinaryPrimitives.WriteUInt32BigEndian(stamp[4..], key.Version);
        BinaryPrimitives.WriteInt64BigEndian(stamp[8..], block);
        return stamp[at..];
    }

    private static byte[] MakeNoise()
    {
        byte[] noise = new byte[2 * BlockBytes];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
