using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     one thread per client
// Accepts   the main thread
// Serves    a new thread for each connection; the main thread joins it at the end
// Blocks    in recv and send: a slow client holds up only its own thread
// Isolates  nothing: one address space
// Limit     the memory of a thread per client, idle or not, and the scheduler: thousands of clients, not tens of thousands
internal sealed class ThreadEngine(Service service) : IEngine
{
    /// <summary>Our frames are shallow; the default of 8 MB would be reserved for each client.</summary>
    private const int StackBytes = 256 * 1024;

    /// <summary>How long a cut waits for a thread to see that its socket is gone.</summary>
    private static readonly TimeSpan CutTime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ExhaustedRest = TimeSpan.FromMilliseconds(100);

    private readonly LiveConnections _live = new();
    private readonly HashSet<Thread> _threads = [];
    private readonly Lock _threadsChanging = new();
    private volatile bool _isCut;

    public void Run(Listener listener)
    {
        while (!_isCut && service.Entrance.Accept(listener) is { } place)
            Start(place);
        JoinAll();
    }

    public void Drain(Listener listener)
    {
        listener.Drain();
        _live.Drain();
    }

    public void Cut()
    {
        _isCut = true;
        _live.Cut();
    }

    public void Dispose()
    {
        // Nothing is held beyond Run.
    }

    private void Start(Place place)
    {
        var thread = new Thread(() => Serve(place), StackBytes)
        {
            IsBackground = true,
            Name = string.Create(CultureInfo.InvariantCulture, $"client {place.Socket.Handle}"),
        };
        lock (_threadsChanging)
            _threads.Add(thread);
        // Out of memory means here that the system has no thread left, or no descriptor for one: the client waits.
        while (!TryStart(thread))
        {
            Thread.Sleep(ExhaustedRest);
            if (!_isCut)
                continue;
            lock (_threadsChanging)
                _threads.Remove(thread);
            place.Dispose();
            return;
        }
    }

    private bool TryStart(Thread thread)
    {
        try
        {
            thread.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            service.Options.Notice?.Invoke("no thread can be started: new connections wait");
            return false;
        }
    }

    private void Serve(Place place)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(service.ReceiveBytes);
        Socket socket = place.Socket;
        using (place)
        using (HttpConnection connection = service.Open(socket))
        {
            _live.Add(connection, socket, wake: () => SocketEnd.WakeReceiver(socket));
            try
            {
                BlockingTransport.Serve(socket, connection, buffer.AsSpan(0, service.ReceiveBytes), service.Tick);
            }
            catch (Exception failure) when (service.Outlives(failure))
            {
                SocketEnd.Reset(socket);
            }
            _live.Remove(connection);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        lock (_threadsChanging)
            _threads.Remove(Thread.CurrentThread);
    }

    // A thread takes itself off the list as its last deed, so what is left are those that still serve.
    private void JoinAll()
    {
        Thread[] left;
        lock (_threadsChanging)
            left = [.. _threads];
        foreach (Thread thread in left)
        {
            while (!thread.Join(CutTime) && !_isCut)
            {
                // Its client is still being served.
            }
        }
    }
}
