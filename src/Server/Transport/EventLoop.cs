using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// One thread, one epoll, many connections, and the listener among them. Nothing here blocks but the wait for all of them
/// together. Level-triggered: what was not finished is reported again.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    private const long ListenerTag = -1;
    private const long WakerTag = -2;

    /// <summary>How seldom deadlines are looked through, however many are near: they are met this late at most.</summary>
    private static readonly TimeSpan SweepPause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the listener rests when there is no room or no descriptor for another connection.</summary>
    private static readonly TimeSpan ListenerRest = TimeSpan.FromMilliseconds(100);

    private readonly Service _service;
    private readonly Listener _listener;
    private readonly LoopInbox _inbox = new();
    private readonly Epoll _epoll = new();
    private readonly EpollEvent[] _ready = new EpollEvent[256];
    private readonly byte[] _buffer;
    private readonly Dictionary<long, NonBlockingTransport> _clients = [];
    private readonly Queue<NonBlockingTransport> _turns = new();
    private readonly List<NonBlockingTransport> _due = [];
    private TimeSpan _nextSweep = TimeSpan.MaxValue;
    private TimeSpan _restUntil;
    private bool _isListening;
    private bool _isDraining;

    /// <summary>A loop that accepts from a listener it may share with other loops and processes.</summary>
    public EventLoop(Service service, Listener listener)
    {
        _service = service;
        _listener = listener;
        _buffer = new byte[service.ReceiveBytes];
        _epoll.Add(_inbox.Handle, EpollInterest.In, WakerTag);
    }

    /// <summary>Chooses who serves a connection that this loop has accepted; null: always itself.</summary>
    public Func<EventLoop, EventLoop>? Balance { get; init; }

    /// <summary>Called in every round of a drain; null if nobody wants to know how it gets on.</summary>
    public Action? Draining { get; init; }

    /// <summary>How many connections it has, or is about to have.</summary>
    public int Load => _inbox.Load;

    /// <summary>Serves until it is drained and its last connection is over, or until it is cut.</summary>
    public void Run()
    {
        while (!_inbox.IsCut && !(_isDraining && _inbox.TryFinish()))
        {
            int count = _epoll.Wait(_ready, WaitTime());
            for (int i = 0; i < count; i++)
                React(_ready[i]);
            // Those whose turn was over before this round; those whose turn ends in it come in the next.
            for (int turns = _turns.Count; turns > 0; turns--)
                Serve(_turns.Dequeue());
            Sweep();
            if (_inbox.MustDrain && !_isDraining)
                BeginDrain();
            if (_isDraining)
                Draining?.Invoke();
        }
        foreach (NonBlockingTransport client in _clients.Values)
            Close(client);
    }

    /// <summary>From any thread: idle connections close, the others after what they have begun.</summary>
    public void Drain() => _inbox.Drain();

    /// <summary>From any thread: ends every connection now, and <see cref="Run"/> with it.</summary>
    public void Cut() => _inbox.Cut();

    /// <inheritdoc/>
    public void Dispose()
    {
        _epoll.Dispose();
        _inbox.Dispose();
    }

    private void React(in EpollEvent happened)
    {
        if (happened.Tag == WakerTag)
        {
            foreach (Place place in _inbox.Take())
                Begin(place);
        }
        else if (happened.Tag == ListenerTag)
            Accept();
        else if (_clients.TryGetValue(happened.Tag, out NonBlockingTransport? client) && client.Want != Want.Turn)
        {
            // Without interest, nothing is reported but the death of the connection.
            if (client.Want == Want.Until)
                client.Connection.Failed();
            Serve(client);
        }
    }

    // One at a time: loops and processes that share a listener then share its connections, too.
    private void Accept()
    {
        switch (_service.Entrance.TryAccept(_listener, out Place? place))
        {
            case AcceptOutcome.Accepted:
                EventLoop target = _isDraining ? this : Balance?.Invoke(this) ?? this;
                if (target == this || !target._inbox.TryPut(place!))
                {
                    _inbox.Enter();
                    Begin(place!);
                }
                break;
            case AcceptOutcome.Exhausted:
                _restUntil = SystemClock.Now + ListenerRest;
                break;
        }
    }

    // Often the request is there already, so it is served before epoll hears of it.
    private void Begin(Place place)
    {
        place.Socket.Blocking = false;
        var client = new NonBlockingTransport(place, _service.Open(place.Socket));
        _clients.Add(client.Descriptor, client);
        if (_isDraining)
            client.Connection.Drain();
        Serve(client);
    }

    private void Serve(NonBlockingTransport client)
    {
        Want want;
        try
        {
            want = client.Serve(_buffer);
        }
        catch (Exception failure) when (_service.Outlives(failure))
        {
            want = Want.Done;
        }
        switch (want)
        {
            case Want.Turn:
                _turns.Enqueue(client);
                break;
            case Want.Done:
                _clients.Remove(client.Descriptor);
                Close(client);
                break;
            default:
                Arm(client);
                break;
        }
    }

    private void Arm(NonBlockingTransport client)
    {
        EpollInterest interest = client.Want switch
        {
            Want.Read => EpollInterest.In,
            Want.Write => EpollInterest.Out,
            _ => EpollInterest.None,
        };
        if (client.Armed is null)
            _epoll.Add(client.Handle, interest, client.Descriptor);
        else if (client.Armed != interest)
            _epoll.Modify(client.Handle, interest, client.Descriptor);
        client.Armed = interest;
        if (client.Connection.Deadline < _nextSweep)
            _nextSweep = client.Connection.Deadline;
    }

    private void Close(NonBlockingTransport client)
    {
        client.Dispose();
        _inbox.Leave();
    }

    // Deadlines mostly move away while nobody looks, so they are kept in no order: when the nearest one known has come,
    // all are looked through. That costs a few nanoseconds for each connection, some times a second at most.
    private void Sweep()
    {
        if (_nextSweep == TimeSpan.MaxValue || SystemClock.Now is var now && now < _nextSweep)
            return;
        _nextSweep = TimeSpan.MaxValue;
        foreach (NonBlockingTransport client in _clients.Values)
        {
            if (client.Want == Want.Turn)
                continue;
            if (client.Connection.Deadline <= now)
                _due.Add(client);
            else if (client.Connection.Deadline < _nextSweep)
                _nextSweep = client.Connection.Deadline;
        }
        ServeDue();
        if (_nextSweep < now + SweepPause)
            _nextSweep = now + SweepPause;
    }

    private void BeginDrain()
    {
        _isDraining = true;
        while (_service.Entrance.TryAccept(_listener, out Place? place) is AcceptOutcome.Accepted or AcceptOutcome.Refused)
        {
            if (place is null)
                continue;
            _inbox.Enter();
            Begin(place);
        }
        foreach (NonBlockingTransport client in _clients.Values)
        {
            client.Connection.Drain();
            if (client.Want == Want.Read)
                _due.Add(client);
        }
        ServeDue();
    }

    private void ServeDue()
    {
        foreach (NonBlockingTransport client in _due)
            Serve(client);
        _due.Clear();
    }

    private TimeSpan? WaitTime()
    {
        TimeSpan now = SystemClock.Now;
        bool listens = !_isDraining && !_inbox.MustDrain && now >= _restUntil && _service.Entrance.HasRoom;
        if (listens && !_isListening)
            _listener.Watch(_epoll, ListenerTag);
        else if (!listens && _isListening)
            _listener.Unwatch(_epoll);
        _isListening = listens;

        if (_turns.Count > 0)
            return TimeSpan.Zero;
        TimeSpan rest = listens || _isDraining ? TimeSpan.MaxValue : ListenerRest;
        if (_nextSweep == TimeSpan.MaxValue && rest == TimeSpan.MaxValue)
            return null;
        TimeSpan left = _nextSweep == TimeSpan.MaxValue ? rest : _nextSweep - now;
        return left < rest ? left : rest;
    }
}
