using System.Net.Sockets;

namespace Weft.Platform.Processes;

/// <summary>Makes sockets of descriptors that another process has opened.</summary>
public static class AdoptedSocket
{
    /// <summary>Takes over a descriptor that was inherited or received, and makes it close-on-exec.</summary>
    /// <param name="descriptor">The number of a socket; it belongs to the socket from now on, and on failure is closed.</param>
    /// <returns>A socket that behaves as if it had been opened here.</returns>
    /// <exception cref="SocketException">There is no socket at that number.</exception>
    /// <remarks>
    /// What .NET makes of it: family, type and protocol, both end points, Connected, and whether it listens are asked of the
    /// kernel. Options such as NoDelay live in the kernel and are shared with the other process. So is O_NONBLOCK, of which
    /// .NET alone makes a socket that says Blocking and throws when used: here it says what is true. Setting Blocking does
    /// not undo it, and what a listener with Blocking off accepts has it too: whoever passes connections to a child that
    /// is to block in them accepts from a listener that blocks. Disposing closes this process's copy; Shutdown, or
    /// disposing while a thread is blocked in it, ends the connection for all who share it.
    /// </remarks>
    public static Socket Own(int descriptor)
    {
        SafeSocketHandle? handle = new(descriptor, ownsHandle: true);
        try
        {
            // .NET would take any file.
            if (ChannelCalls.SocketOption(handle, ChannelCalls.SO_TYPE) < 0)
                throw new SocketException((int)SocketError.NotSocket);
            _ = ProcessCalls.fcntl(handle, ProcessCalls.F_SETFD, ProcessCalls.FD_CLOEXEC);
            int status = ProcessCalls.fcntl(handle, ProcessCalls.F_GETFL, 0);
            var socket = new Socket(handle);
            handle = null;
            if ((status & ProcessCalls.O_NONBLOCK) != 0)
                socket.Blocking = false;
            return socket;
        }
        finally
        {
            handle?.Dispose();
        }
    }
}
