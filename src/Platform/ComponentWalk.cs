using static Weft.Platform.FileCalls;

namespace Weft.Platform;

/// <summary>
/// The walk of a kernel without openat2: name by name, never following a link, so that whoever moves files meanwhile moves
/// them under our eyes. A link is read from the very descriptor that was found to be one, and ".." goes back to the
/// descriptor we came from, not to what the kernel calls the parent by now.
/// </summary>
internal sealed unsafe class ComponentWalk : IPathWalk
{
    /// <summary>As many links as the kernel follows in one path.</summary>
    private const int LongestChainOfLinks = 40;

    public int Open(int root, ReadOnlySpan<byte> path, int flags)
    {
        var folders = new Stack<int>();
        try
        {
            return Walk(root, path[..^1].ToArray(), flags, folders);
        }
        finally
        {
            foreach (int folder in folders)
                _ = close(folder);
        }
    }

    private static int Walk(int root, byte[] rest, int flags, Stack<int> folders)
    {
        int links = 0;
        while (true)
        {
            int here = folders.Count == 0 ? root : folders.Peek();
            (byte[] name, bool isLast) = TakeName(ref rest);
            if (name is [] or [(byte)'.'])
            {
                if (isLast)
                    return OpenHere(here, "."u8, flags);
                continue;
            }
            if (name is [(byte)'.', (byte)'.'])
            {
                if (!folders.TryPop(out int left))
                    return -Errno.EXDEV;
                _ = close(left);
                continue;
            }

            int found = OpenHere(here, name, O_PATH | O_CLOEXEC | O_NOFOLLOW);
            int type = found < 0 ? 0 : TypeOf(found);
            if (type == S_IFLNK && ++links <= LongestChainOfLinks)
            {
                int error = TryFollow(found, isLast, ref rest);
                if (error != 0)
                    return -error;
            }
            else if (type == S_IFDIR && !isLast)
            {
                folders.Push(found);
            }
            else
            {
                return Finish(here, name, found, type, isLast, flags);
            }
        }
    }

    /// <summary>The name is no way on: it is the end, good or bad.</summary>
    private static int Finish(int here, byte[] name, int found, int type, bool isLast, int flags)
    {
        if (found < 0 || (type != S_IFLNK && isLast && (flags & O_PATH) != 0))
            return found;
        _ = close(found);
        if (type == S_IFLNK)
            return -Errno.ELOOP;
        return isLast ? OpenHere(here, name, flags | O_NOFOLLOW) : -Errno.ENOTDIR;
    }

    /// <summary>Puts what a link says in the place of its name; closes the link. Returns an error number or 0.</summary>
    private static int TryFollow(int link, bool isLast, ref byte[] rest)
    {
        byte* buffer = stackalloc byte[RootDirectory.LongestPath + 1];
        nint length;
        fixed (byte* self = "\0"u8)
            length = readlinkat(link, self, buffer, RootDirectory.LongestPath + 1);
        int error = LastError;
        _ = close(link);
        if (length <= 0)
            return length < 0 ? error : Errno.ENOENT;
        if (buffer[0] == '/')
            return Errno.EXDEV;
        var target = new ReadOnlySpan<byte>(buffer, (int)length);
        rest = isLast ? target.ToArray() : [.. target, (byte)'/', .. rest];
        return 0;
    }

    /// <summary>Takes the first name off a path; it is the last one if no slash follows.</summary>
    private static (byte[] Name, bool IsLast) TakeName(ref byte[] rest)
    {
        int slash = Array.IndexOf(rest, (byte)'/');
        byte[] name = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? [] : rest[(slash + 1)..];
        return (name, slash < 0);
    }

    private static int OpenHere(int folder, ReadOnlySpan<byte> name, int flags)
    {
        byte* terminated = stackalloc byte[name.Length + 1];
        name.CopyTo(new Span<byte>(terminated, name.Length));
        terminated[name.Length] = 0;
        int fd = openat(folder, terminated, flags, 0);
        return fd < 0 ? -LastError : fd;
    }

    private static int TypeOf(int fd)
    {
        Statx state;
        fixed (byte* self = "\0"u8)
            return statx(fd, self, AT_EMPTY_PATH, STATX_TYPE, &state) < 0 ? 0 : state.Type;
    }
}
