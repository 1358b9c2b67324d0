using System.Buffers.Binary;
using static Weft.Platform.FileCalls;

namespace Weft.Platform;

/// <summary>The names in a directory, as bytes, by getdents64(2): .NET would replace what is not UTF-8.</summary>
internal static class DirectoryStream
{
    private const int BufferBytes = 64 * 1024;

    // struct linux_dirent64: inode (8), offset (8), length of the record (2), type (1), name with its NUL
    private const int LengthAt = 16;
    private const int NameAt = 19;

    /// <summary>Adds all names but "." and "..".</summary>
    /// <param name="fd">The directory, opened for reading.</param>
    /// <param name="names">Where they go, in the order the file system keeps them.</param>
    /// <returns>The error number if reading ended early, else 0.</returns>
    public static int Read(int fd, List<byte[]> names)
    {
        byte[] buffer = new byte[BufferBytes];
        int length;
        while ((length = Fill(fd, buffer)) > 0)
        {
            for (int at = 0; at < length; at += BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(at + LengthAt)))
            {
                byte[] name = NameOf(buffer.AsSpan(at + NameAt));
                if (name is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
                    names.Add(name);
            }
        }
        return -length;
    }

    private static byte[] NameOf(ReadOnlySpan<byte> field) => field[..field.IndexOf((byte)0)].ToArray();

    private static unsafe int Fill(int fd, byte[] buffer)
    {
        fixed (byte* pointer = buffer)
        {
            int length = getdents64(fd, pointer, buffer.Length);
            return length < 0 ? -LastError : length;
        }
    }
}
