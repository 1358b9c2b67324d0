using Weft.Platform.Sockets;
using Weft.Server.Processes;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     one child process per client
// Accepts   the parent, while a spare child is ready
// Serves    a child: it receives the connected socket over its control channel, and exits when the connection ends
// Blocks    in recv and send, each process on its own
// Isolates  everything: a crash or a leak affects one client only
// Limit     memory and start-up of a process per client; beyond --max-processes, clients wait in the backlog
internal sealed class ProcessEngine(Service service) : IEngine
{
    private const long ListenerTag = -1;
    private const long InboxTag = -2;

    /// <summary>How many connections are looked at before the children are: the refused may come back without end.</summary>
    private const int MostOffers = 64;

    /// <summary>How long the parent waits for its children to say that they know of the drain.</summary>
    private static readonly TimeSpan WarningTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it waits for what nobody would wake it for.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    // A process has one connection at most, so to bound the processes is to bound the connections.
    private readonly int _mostProcesses = Math.Min(service.Options.MaxProcesses, service.Options.MaxConnections ?? int.MaxValue);
    private readonly Epoll _epoll = new();
    private readonly LoopInbox _inbox = new();
    private readonly EpollEvent[] _ready = new EpollEvent[64];
    private Place? _waiting;
    private TimeSpan? _warnedUntil;
    private bool _isListening;
    private bool _isDraining;

    public void Run(Listener listener)
    {
        using var family = new Family(service.Options, ChildProtocol.ConnectionRole, _epoll);
        _epoll.Add(_inbox.Handle, EpollInterest.In, InboxTag);
        while (!_inbox.IsCut && !(_isDraining && family.Count == 0))
        {
            StartSpares(family, listener);
            Listen(listener, _warnedUntil is null && _waiting is null && family.FindReady() is not null);
            int count = _epoll.Wait(_ready, WaitTime(family));
            for (int i = 0; i < count; i++)
            {
                if (_ready[i].Tag == InboxTag)
                    _inbox.Take();
                else if (_ready[i].Tag != ListenerTag)
                    family.React(_ready[i].Tag);
            }
            if (_warnedUntil is null || listener.IsDraining)
                HandOver(family, listener);
            if (_inbox.MustDrain && !_isDraining)
                _isDraining = TryDrain(family, listener);
        }
        family.Cut();
    }

    // Run does the rest: children have to know before new clients are refused.
    public void Drain(Listener listener) => _inbox.Drain();

    public void Cut() => _inbox.Cut();

    public void Dispose()
    {
        _waiting?.Dispose();
        _epoll.Dispose();
        _inbox.Dispose();
    }

    // Spares are started ahead, so that a client does not wait for a process to start.
    private void StartSpares(Family family, Listener listener)
    {
        if (_isDraining)
            return;
        int spares = family.CountIn(ChildState.Starting) + family.CountIn(ChildState.Ready);
        while (spares < service.Options.Spares && family.Count < _mostProcesses && family.TryStart())
            spares++;
        bool isFull = family.Count >= _mostProcesses && spares == 0;
        if (isFull && listener.HasWaiting)
            service.Options.Detail?.Invoke("every process is taken: new connections wait");
    }

    // First the children that serve are told, and say that they know; then new clients are refused; then those who had
    // connected by then are handed over, for which spares are started as ever; then everybody drains, and spares end.
    private bool TryDrain(Family family, Listener listener)
    {
        if (_warnedUntil is null)
        {
            family.Warn();
            _warnedUntil = SystemClock.Now + WarningTime;
        }
        if (family.CountIn(ChildState.Serving) > 0 && SystemClock.Now < _warnedUntil && !listener.IsDraining)
            return false;
        listener.Drain();
        if (_waiting is not null || listener.HasWaiting)
            return false;
        family.Drain(static child => child.State >= ChildState.Serving);
        return true;
    }

    private TimeSpan? WaitTime(Family family)
    {
        if (_isDraining || _warnedUntil is not null)
            return _isDraining ? null : Rest;
        return family.Pause;
    }

    private void Listen(Listener listener, bool isWanted)
    {
        if (isWanted && !_isListening)
            listener.Watch(_epoll, ListenerTag);
        else if (!isWanted && _isListening)
            listener.Unwatch(_epoll);
        _isListening = isWanted;
    }

    // A child may die at this very moment: then the next one gets the connection, or it waits for one to be ready.
    private void HandOver(Family family, Listener listener)
    {
        for (int offers = 0; offers < MostOffers && family.FindReady() is { } child; offers++)
        {
            if (_waiting is null && service.Entrance.TryAccept(listener, out _waiting) is var outcome and (AcceptOutcome.Nobody or AcceptOutcome.Exhausted))
            {
                // Without a descriptor there is nothing to do, and the listener would wake us at once.
                if (outcome == AcceptOutcome.Exhausted)
                    Thread.Sleep(Rest);
                return;
            }
            // Whoever is refused, or has gone without a word, costs no process.
            if (_waiting is null || _waiting.HasGone)
                _waiting?.Dispose();
            else if (!child.TryServe(_waiting))
                continue;
            _waiting = null;
        }
    }
}
