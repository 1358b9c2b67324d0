using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform.Sockets;

/// <summary>epoll(7) and eventfd(2), with their native names and values.</summary>
internal static partial class EpollCalls
{
    public const int EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;

    public const int EFD_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800;

    /// <summary>The user's limit of watches is reached (/proc/sys/fs/epoll/max_user_watches).</summary>
    public const int ENOSPC = 28;

    /// <summary>
    /// struct epoll_event: 32 bits of events, 64 of data. On x86-64 alone it is packed, so that 32-bit programs share it;
    /// 32-bit x86 aligns 64 bits to 4, which comes to the same.
    /// </summary>
    public static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    /// <summary>Where the data stand in struct epoll_event.</summary>
    public static readonly int EventDataOffset = IsPacked ? 4 : 8;

    /// <summary>sizeof(struct epoll_event).</summary>
    public static readonly int EventSize = IsPacked ? 12 : 16;

    [LibraryImport("libc", SetLastError = true)]
    public static partial SafeFileHandle epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int epoll_ctl(SafeHandle epoll, int operation, SafeHandle file, byte* item);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int epoll_wait(SafeHandle epoll, byte* ready, int count, int timeoutMilliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial SafeFileHandle eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint read(SafeHandle file, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint write(SafeHandle file, byte* buffer, nint count);
}
