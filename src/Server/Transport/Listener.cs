using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>What became of an attempt to accept.</summary>
internal enum AcceptOutcome
{
    /// <summary>Here is a connection.</summary>
    Accepted,

    /// <summary>Whoever waited was not let in, and has been told so.</summary>
    Refused,

    /// <summary>Nobody waits, or whoever waited is gone.</summary>
    Nobody,

    /// <summary>The process has no descriptor left for it.</summary>
    Exhausted,
}

/// <summary>The listening socket: one thread accepts, and any thread may say that it is enough.</summary>
internal sealed class Listener : IDisposable
{
    /// <summary>How many connections may wait to be accepted; the kernel caps it (net.core.somaxconn).</summary>
    private const int Backlog = 4096;

    /// <summary>Rest after the process has run out of descriptors: trying again at once would only burn the processor.</summary>
    private static readonly TimeSpan ExhaustedRest = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly DescriptorReserve _reserve;
    private readonly Waker _waker = new();
    private readonly Lock _accepting = new();
    private readonly Queue<Socket> _queued = new();
    private bool _isClosed;
    private volatile bool _isShared;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="SocketException">The address cannot be had, or the port is in use.</exception>
    public Listener(ServerOptions options)
    {
        _reserve = new DescriptorReserve(options.Notice);
        _socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.Address.Equals(IPAddress.IPv6Any))
                _socket.DualMode = true;
            // Accepted sockets inherit what the listener has: one system call for all of them.
            _socket.NoDelay = true;
            BoundUnsent(_socket);
            _socket.Bind(new IPEndPoint(options.Address, options.Port));
            _socket.Listen(Backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes over a listening socket that another process has opened, and shares.</summary>
    public Listener(Socket shared, Action<string>? notice)
    {
        _reserve = new DescriptorReserve(notice);
        _socket = shared;
    }

    /// <summary>
    /// Lets other processes accept from it, through copies of this handle. From now on a drain only closes this copy: the
    /// queue is theirs. None of them may block in accept when another was faster. Null if it has been drained already.
    /// </summary>
    public SafeHandle? Share()
    {
        lock (_accepting)
        {
            if (_isClosed)
                return null;
            _isShared = true;
            _socket.Blocking = false;
            return _socket.SafeHandle;
        }
    }

    /// <summary>Puts the listener into an epoll that may be one of several: one of them is woken for each connection.</summary>
    public void Watch(Epoll epoll, long tag)
    {
        lock (_accepting)
        {
            if (!_isClosed)
                epoll.Add(_socket.SafeHandle, EpollInterest.In | EpollInterest.Exclusive, tag);
        }
    }

    /// <summary>Takes the listener out of an epoll.</summary>
    public void Unwatch(Epoll epoll)
    {
        lock (_accepting)
        {
            if (!_isClosed)
                epoll.Remove(_socket.SafeHandle);
        }
    }

    /// <summary>Whether no new connections are wanted.</summary>
    public bool IsDraining => _waker.IsSet;

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

    /// <summary>How many of those whom a drain has taken in have asked for something, and wait for somebody to serve them.</summary>
    public int Asking
    {
        get
        {
            // Until it is drained, whoever accepts may hold the lock for as long as nobody comes.
            if (!IsDraining)
                return 0;
            lock (_accepting)
                return _queued.Count(static socket => socket.Available > 0);
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
                AcceptOutcome outcome = AcceptOnce(out Socket? socket);
                if (outcome == AcceptOutcome.Accepted)
                    return socket;
                if (outcome == AcceptOutcome.Exhausted)
                    Thread.Sleep(ExhaustedRest);
            }
            TakeQueued();
            return _queued.TryDequeue(out Socket? queued) ? queued : null;
        }
    }

    /// <summary>A connection, if one waits: for those who wait for the listener among other things.</summary>
    public AcceptOutcome TryAccept(out Socket? socket)
    {
        lock (_accepting)
        {
            if (_queued.TryDequeue(out socket))
                return AcceptOutcome.Accepted;
            return !_isClosed && _socket.Poll(0, SelectMode.SelectRead) ? AcceptOnce(out socket) : AcceptOutcome.Nobody;
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
        lock (_accepting)
        {
            while (_queued.TryDequeue(out Socket? socket))
                socket.Dispose();
        }
        _waker.Dispose();
    }

    // The kernel would take some 2.5 MB from us for a client that reads nothing, and a few thousand such clients use up the
    // memory that all of TCP has: then it resets whom it likes. This much is enough to keep a fast client busy.
    private static void BoundUnsent(Socket socket)
    {
        const int TCP_NOTSENT_LOWAT = 25;
        const int UnsentBytes = 256 * 1024;
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TCP_NOTSENT_LOWAT, BitConverter.GetBytes(UnsentBytes));
        }
        catch (SocketException)
        {
            // A sandbox that does not know it: a server that may use more memory is better than none.
        }
    }

    private void TakeQueued()
    {
        if (_isClosed)
            return;
        while (!_isShared && _socket.Poll(0, SelectMode.SelectRead) && AcceptOnce(out Socket? socket) == AcceptOutcome.Accepted)
            _queued.Enqueue(socket!);
        _socket.Dispose();
        _isClosed = true;
    }

    // A connection that died in the queue, a network in trouble: the next one may be well (accept(2), "Error handling").
    private AcceptOutcome AcceptOnce(out Socket? socket)
    {
        socket = null;
        if (!_reserve.HasRoom())
            return AcceptOutcome.Exhausted;
        try
        {
            socket = _socket.Accept();
            _reserve.Took(socket.Handle);
            return AcceptOutcome.Accepted;
        }
        catch (SocketException failure)
        {
            if (failure.SocketErrorCode is not (SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable))
                return AcceptOutcome.Nobody;
            _reserve.RanOut();
            return AcceptOutcome.Exhausted;
        }
    }
}
