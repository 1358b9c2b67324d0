using static Weft.Platform.FileCalls;

namespace Weft.Platform;

/// <summary>The kernel walks: one openat2 call, safe from whoever moves files meanwhile.</summary>
internal sealed class KernelWalk : IPathWalk
{
    // The kernel gives up (EAGAIN) if a rename anywhere coincides with a ".." in a link; the next attempt mostly succeeds.
    private const int Attempts = 100;

    /// <summary>Whether this kernel has openat2, and a sandbox (seccomp answers EPERM or ENOSYS) lets it through.</summary>
    public static bool IsAvailable(int root)
    {
        int fd = new KernelWalk().Open(root, ".\0"u8, O_PATH | O_CLOEXEC);
        if (fd >= 0)
            _ = close(fd);
        return fd >= 0;
    }

    public unsafe int Open(int root, ReadOnlySpan<byte> path, int flags)
    {
        var how = new OpenHow { Flags = (ulong)flags, Resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
        int error = Errno.EAGAIN;
        for (int attempt = 0; attempt < Attempts && error is Errno.EAGAIN or Errno.EINTR; attempt++)
        {
            fixed (byte* name = path)
            {
                int fd = openat2(root, name, in how);
                if (fd >= 0)
                    return fd;
            }
            error = LastError;
        }
        return -error;
    }
}
