using System.Net;
using System.Net.Sockets;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>The listening socket: one thread accepts, and any thread may say that it is enough.</summary>
internal sealed class Listener : IDisposable
{
    /// <summary>How many connections may wait to be accepted; the kernel caps it (net.core.somaxconn).</summary>
    private const int Backlog = 4096;

    /// <summary>Rest after the process has run out of descriptors: trying again at once would only burn the processor.</summary>
    private static readonly TimeSpan ExhaustedRest = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly Action<string>? _notice;
    private readonly Waker _waker = new();
    private readonly Lock _accepting = new();
    private readonly Queue<Socket> _queued = new();
    private bool _isClosed;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="SocketException">The address cannot be had, or the port is in use.</exception>
    public Listener(ServerOptions options)
    {
        _notice = options.Notice;
        _socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.Address.Equals(IPAddress.IPv6Any))
                _socket.DualMode = true;
            // Accepted sockets inherit it: one system call for all of them.
            _socket.NoDelay = true;
            _socket.Bind(new IPEndPoint(options.Address, options.Port));
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Whether somebody waits to be accepted.</summary>
    public bool HasWaiting
    {
        get
        {
            lock (_accepting)
                return _queued.Count > 0 || (!_isClosed && _socket.Poll(0, SelectMode.SelectRead));
        }
    }

    /// <summary>
    /// The next connection; null when the listener is drained and everybody who was in its queue has been handed out.
    /// </summary>
    public Socket? Accept()
    {
        lock (_accepting)
        {
            while (_waker.WaitReadable(_socket))
            {
                if (TryAccept() is { } socket)
                    return socket;
            }
            TakeQueued();
            return _queued.TryDequeue(out Socket? queued) ? queued : null;
        }
    }

    /// <summary>
    /// Takes those whom the kernel has queued, and refuses everybody else from now on. Closing at once would reset the
    /// queue: clients that have connected and perhaps sent a request already.
    /// </summary>
    public void Drain()
    {
        _waker.Set();
        lock (_accepting)
            TakeQueued();
    }

    public void Dispose()
    {
        Drain();
        while (_queued.TryDequeue(out Socket? socket))
            socket.Dispose();
        _waker.Dispose();
    }

    private void TakeQueued()
    {
        if (_isClosed)
            return;
        while (_socket.Poll(0, SelectMode.SelectRead) && TryAccept() is { } socket)
            _queued.Enqueue(socket);
        _socket.Dispose();
        _isClosed = true;
    }

    // A connection that died in the queue, a network in trouble: the next one may be well (accept(2), "Error handling").
    private Socket? TryAccept()
    {
        try
        {
            return _socket.Accept();
        }
        catch (SocketException failure)
        {
            if (failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                _notice?.Invoke("out of file descriptors: new connections wait");
                Thread.Sleep(ExhaustedRest);
            }
            return null;
        }
    }
}
