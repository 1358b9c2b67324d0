using System.Runtime.InteropServices;
using Weft.Platform.Sockets;
using Weft.Server.Processes;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     preforked: a fixed number of processes, started at the beginning and reused
// Accepts   each worker process, from the one listener they share
// Serves    the worker that accepted, with an event loop: it has many clients, so idle ones starve nobody
// Blocks    in epoll_wait, each process on its own; the parent only watches its children
// Isolates  workers from each other: a worker that dies takes its own connections with it, and is replaced
// Limit     the worker that is awake accepts, so the load is uneven; each worker has a cache of its own
internal sealed class ProcessPoolEngine(Service service) : IEngine
{
    private const long InboxTag = -1;

    private readonly Epoll _epoll = new();
    private readonly LoopInbox _inbox = new();
    private readonly EpollEvent[] _ready = new EpollEvent[64];

    private volatile int _servedElsewhere;

    public int ServedElsewhere => _servedElsewhere;

    public void Run(Listener listener)
    {
        using var family = new Family(service.Options, ChildProtocol.WorkerRole, _epoll);
        SafeHandle? shared = listener.Share();
        _epoll.Add(_inbox.Handle, EpollInterest.In, InboxTag);
        bool isDraining = false;
        while (!_inbox.IsCut && !(isDraining && family.Count == 0))
        {
            // Whoever is missing is replaced at once, unless something is broken.
            while (shared is not null && !listener.IsDraining && family.Count < service.Options.Workers && family.TryStart(shared))
            {
                // One more.
            }
            int count = _epoll.Wait(_ready, isDraining ? null : family.Pause);
            for (int i = 0; i < count; i++)
            {
                if (_ready[i].Tag == InboxTag)
                    _inbox.Take();
                else
                    family.React(_ready[i].Tag);
            }
            _servedElsewhere = family.Finishing;
            if (_inbox.MustDrain && !isDraining)
            {
                isDraining = true;
                family.Drain(static _ => true);
            }
        }
        family.Cut();
    }

    public void Drain(Listener listener)
    {
        listener.Drain();
        _inbox.Drain();
    }

    public void Cut() => _inbox.Cut();

    public void Dispose()
    {
        _epoll.Dispose();
        _inbox.Dispose();
    }
}
