using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform.Sockets;

/// <summary>What became of an attempt to send.</summary>
public enum SendOutcome
{
    /// <summary>Some bytes were taken; fewer than offered is ordinary.</summary>
    Sent,

    /// <summary>The socket takes nothing now: its buffer is full, or its send timeout ran out.</summary>
    WouldBlock,

    /// <summary>The connection is dead.</summary>
    Failed,
}

/// <summary>
/// Sending by send(2) and sendfile(2), because a BCL Send loses the count on a socket with a timeout and knows no MSG_MORE.
/// Elsewhere than on Linux the BCL has to do.
/// </summary>
public static class SocketOutput
{
    /// <summary>Bytes of a file that pass through memory at a time where there is no sendfile.</summary>
    private const int CopyBytes = 65536;

    /// <summary>Sends bytes.</summary>
    /// <param name="socket">A connected stream socket, blocking or not.</param>
    /// <param name="bytes">At least one byte.</param>
    /// <param name="more">More follows at once: let both share a packet.</param>
    /// <param name="sent">How many bytes were taken.</param>
    public static SendOutcome Send(Socket socket, ReadOnlySpan<byte> bytes, bool more, out int sent)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!OperatingSystem.IsLinux())
            return SendPortably(socket, bytes, out sent);
        nint result;
        do
        {
            unsafe
            {
                fixed (byte* start = bytes)
                {
                    int flags = SocketCalls.MSG_NOSIGNAL | (more ? SocketCalls.MSG_MORE : 0);
                    result = SocketCalls.send(socket.SafeHandle, start, bytes.Length, flags);
                }
            }
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        sent = (int)Math.Max(result, 0);
        return Outcome(result);
    }

    /// <summary>Sends a stretch of a file; zero bytes sent mean that the file has no byte at the offset.</summary>
    /// <param name="socket">A connected stream socket, blocking or not.</param>
    /// <param name="file">The open file; its own position is neither used nor moved.</param>
    /// <param name="offset">Where to begin, in bytes.</param>
    /// <param name="count">The most bytes to send, at least one.</param>
    /// <param name="sent">How many bytes were taken.</param>
    public static SendOutcome SendFile(Socket socket, SafeFileHandle file, long offset, long count, out long sent)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!OperatingSystem.IsLinux())
            return SendFilePortably(socket, file, offset, count, out sent);
        nint result;
        do
        {
            result = SocketCalls.sendfile(socket.SafeHandle, file, ref offset, (nint)Math.Min(count, int.MaxValue));
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        sent = Math.Max(result, 0);
        return Outcome(result);
    }

    /// <summary>All bytes the peer has acknowledged, or null where the system does not tell.</summary>
    /// <param name="socket">A connected TCP socket.</param>
    public static long? BytesAcked(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (!OperatingSystem.IsLinux())
            return null;
        Span<byte> info = stackalloc byte[SocketCalls.TcpInfoBytesAckedOffset + sizeof(long)];
        int length = info.Length;
        unsafe
        {
            fixed (byte* start = info)
            {
                int result = SocketCalls.getsockopt(
                    socket.SafeHandle, SocketCalls.IPPROTO_TCP, SocketCalls.TCP_INFO, start, ref length);
                return result == 0 && length == info.Length
                    ? MemoryMarshal.Read<long>(info[SocketCalls.TcpInfoBytesAckedOffset..])
                    : null;
            }
        }
    }

    private static SendOutcome Outcome(nint result)
    {
        if (result >= 0)
            return SendOutcome.Sent;
        return Marshal.GetLastPInvokeError() == Errno.EAGAIN ? SendOutcome.WouldBlock : SendOutcome.Failed;
    }

    internal static SendOutcome SendPortably(Socket socket, ReadOnlySpan<byte> bytes, out int sent)
    {
        sent = socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => SendOutcome.Sent,
            SocketError.WouldBlock or SocketError.TimedOut or SocketError.Interrupted => SendOutcome.WouldBlock,
            _ => SendOutcome.Failed,
        };
    }

    internal static SendOutcome SendFilePortably(Socket socket, SafeFileHandle file, long offset, long count, out long sent)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)Math.Min(count, CopyBytes));
        try
        {
            int read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)), offset);
            int taken = 0;
            SendOutcome outcome = read == 0 ? SendOutcome.Sent : SendPortably(socket, buffer.AsSpan(0, read), out taken);
            sent = taken;
            return outcome;
        }
        catch (IOException)
        {
            sent = 0;
            return SendOutcome.Failed;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
