using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weft.Platform.Sockets;

/// <summary>
/// Lets one thread wait for a socket to become readable and another wake it: poll(2) with an eventfd. A socket that a
/// thread blocks in cannot be closed under it, and a listener that is shut down resets the clients in its queue.
/// </summary>
public sealed class Waker : IDisposable
{
    /// <summary>How often a wait looks for the flag where there is no eventfd.</summary>
    private const int TickMicroseconds = 50_000;

    private readonly EventFd? _event = OperatingSystem.IsLinux() ? new EventFd() : null;

    private volatile bool _isSet;

    /// <summary>Whether it has been set; it stays so.</summary>
    public bool IsSet => _isSet;

    /// <summary>What an event loop puts into its own epoll: readable from <see cref="Set"/> on, for ever.</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public SafeHandle Handle => _event?.Handle ?? throw new PlatformNotSupportedException("Only Linux has eventfd.");

    /// <summary>From any thread: ends the wait that is on, and all later ones.</summary>
    public void Set()
    {
        _isSet = true;
        _event?.Set();
    }

    /// <summary>Waits until the socket is readable (true) or this is set (false).</summary>
    public bool WaitReadable(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        while (!_isSet)
        {
            if (_event is null ? socket.Poll(TickMicroseconds, SelectMode.SelectRead) : PollBoth(socket.SafeHandle, _event.Handle))
                return true;
        }
        return false;
    }

    /// <summary>Waits until a file that is no .NET socket is readable or at its end (true) or this is set (false).</summary>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public bool WaitReadable(SafeHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        while (!_isSet)
        {
            if (PollBoth(file, Handle))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _event?.Dispose();

    // The handles are used by number here, so both are kept alive for the duration of the call.
    private static unsafe bool PollBoth(SafeHandle file, SafeHandle wake)
    {
        SocketCalls.PollFd* fds = stackalloc SocketCalls.PollFd[2];
        fds[0] = new SocketCalls.PollFd { Fd = (int)file.DangerousGetHandle(), Events = SocketCalls.POLLIN };
        fds[1] = new SocketCalls.PollFd { Fd = (int)wake.DangerousGetHandle(), Events = SocketCalls.POLLIN };
        _ = SocketCalls.poll(fds, 2, timeoutMilliseconds: -1);
        GC.KeepAlive(file);
        GC.KeepAlive(wake);
        return fds[0].Revents != 0;
    }
}
