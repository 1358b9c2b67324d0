using System.Globalization;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     I/O multiplexing: one thread per core, each with its own epoll for all of its connections
// Accepts   every loop, from the shared listener, one connection at a time
// Serves    the loop that accepted the connection, or a loop that has fewer
// Blocks    only in epoll_wait; but a file read that waits for the disk stalls its loop
// Isolates  nothing: one address space, though each connection belongs to one loop
// Limit     one slow computation holds up every client of its loop
internal sealed class EventLoopEngine(Service service) : IEngine
{
    private volatile EventLoop[] _loops = [];
    private volatile bool _isDraining;
    private volatile bool _isCut;

    public void Run(Listener listener)
    {
        var loops = new EventLoop[service.Options.Workers];
        for (int i = 0; i < loops.Length; i++)
            loops[i] = new EventLoop(service, listener) { Balance = own => LeastLoaded(loops, own) };
        _loops = loops;
        // A signal may have come before there was anything to tell.
        if (_isDraining)
            Drain(listener);
        if (_isCut)
            Cut();

        var threads = new Thread[loops.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"loop {i + 1}");
            threads[i] = new Thread(loops[i].Run) { IsBackground = true, Name = name };
            threads[i].Start();
        }
        foreach (Thread thread in threads)
            thread.Join();
    }

    public void Drain(Listener listener)
    {
        listener.Drain();
        _isDraining = true;
        foreach (EventLoop loop in _loops)
            loop.Drain();
    }

    public void Cut()
    {
        _isCut = true;
        foreach (EventLoop loop in _loops)
            loop.Cut();
    }

    public void Dispose()
    {
        foreach (EventLoop loop in _loops)
            loop.Dispose();
    }

    // The loop that happens to be awake accepts most; without this it would also serve most, for as long as the
    // connections live. A small difference is left alone, for handing over costs a wake-up.
    private static EventLoop LeastLoaded(EventLoop[] loops, EventLoop own)
    {
        EventLoop least = own;
        foreach (EventLoop loop in loops)
        {
            if (loop.Load < least.Load)
                least = loop;
        }
        return own.Load - least.Load > own.Load / 16 ? least : own;
    }
}
