using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform.Sockets;

/// <summary>The socket calls of Linux that System.Net.Sockets does not offer, with their native names and values.</summary>
internal static partial class SocketCalls
{
    public const int MSG_NOSIGNAL = 0x4000;
    public const int MSG_MORE = 0x8000;
    public const int IPPROTO_TCP = 6;
    public const int TCP_INFO = 11;

    /// <summary>Where tcpi_bytes_acked stands in struct tcp_info (Linux 4.1).</summary>
    public const int TcpInfoBytesAckedOffset = 120;

    public const short POLLIN = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Revents;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial nint send(SafeHandle socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint sendfile(SafeHandle socket, SafeFileHandle file, ref long offset, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int getsockopt(SafeHandle socket, int level, int name, byte* value, ref int length);

    [LibraryImport("libc", SetLastError = true)]
    public static unsafe partial int poll(PollFd* fds, nuint count, int timeoutMilliseconds);
}
