using System.Globalization;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     prethreaded: a fixed number of identical threads, started at the beginning
// Accepts   the main thread
// Serves    a free worker takes a connection that is ready, for one turn
// Blocks    a worker waits only for the next ready connection: idle and slow clients occupy no worker
// Isolates  nothing: one address space
// Limit     every turn is a hand-over: more system calls for each request than a loop that keeps its own connections
internal sealed class ThreadPoolEngine(Service service) : IEngine
{
    private readonly ReadyQueue _ready = new();
    private readonly ManualResetEventSlim _isOver = new();
    private int _live = 1;
    private volatile bool _isDraining;
    private volatile bool _isCut;

    public void Run(Listener listener)
    {
        var workers = new Thread[service.Options.Workers];
        for (int i = 0; i < workers.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"worker {i + 1}");
            workers[i] = new Thread(Work) { IsBackground = true, Name = name };
            workers[i].Start();
        }
        while (!_isCut && service.Entrance.Accept(listener) is { } place)
            Begin(place);
        Leave();
        _isOver.Wait();
        _ready.End();
        foreach (Thread worker in workers)
            worker.Join();
    }

    public void Drain(Listener listener)
    {
        listener.Drain();
        _isDraining = true;
        _ready.Drain();
    }

    public void Cut()
    {
        _isCut = true;
        _isOver.Set();
    }

    public void Dispose()
    {
        _ready.Dispose();
        _isOver.Dispose();
    }

    private void Begin(Place place)
    {
        Interlocked.Increment(ref _live);
        place.Socket.Blocking = false;
        var client = new NonBlockingTransport(place, service.Open(place.Socket));
        if (_isDraining)
            client.Connection.Drain();
        _ready.Add(client);
    }

    private void Work()
    {
        byte[] buffer = new byte[service.ReceiveBytes];
        while (_ready.Take() is { } taken)
        {
            if (Serve(taken.Client, buffer) != Want.Done)
            {
                _ready.Park(taken);
                continue;
            }
            _ready.Remove(taken);
            Leave();
        }
    }

    private Want Serve(NonBlockingTransport client, byte[] buffer)
    {
        try
        {
            return client.Serve(buffer);
        }
        catch (Exception failure) when (service.Outlives(failure))
        {
            return Want.Done;
        }
    }

    // The acceptor counts as one, so that the count cannot reach zero before it has stopped accepting.
    private void Leave()
    {
        if (Interlocked.Decrement(ref _live) == 0)
            _isOver.Set();
    }
}
