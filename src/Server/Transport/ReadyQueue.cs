using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// Where connections wait that wait for something, and where workers wait for one that is ready. The queue is the
/// kernel's: one epoll for all, one-shot, so that a connection that has been handed out is nobody else's until it is
/// parked again. One whose deadline has come is as ready as one whose peer has sent something.
/// </summary>
internal sealed class ReadyQueue : IDisposable
{
    private const long TimerTag = -1;
    private const long EndTag = -2;

    private readonly Epoll _epoll = new();
    private readonly MonotonicTimer _timer = new();
    private readonly EventFd _end = new();
    private readonly Lock _changing = new();
    private readonly Dictionary<long, ParkedConnection> _all = [];
    private readonly Queue<ParkedConnection> _due = new();
    private TimeSpan _alarm = TimeSpan.MaxValue;

    public ReadyQueue()
    {
        _epoll.Add(_timer.Handle, EpollInterest.In | EpollInterest.OneShot, TimerTag);
        // It is never cleared, so every worker sees it.
        _epoll.Add(_end.Handle, EpollInterest.In, EndTag);
    }

    /// <summary>Puts a new connection in; it is ready at once.</summary>
    public void Add(NonBlockingTransport client)
    {
        var parked = new ParkedConnection(client);
        lock (_changing)
            _all.Add(client.Descriptor, parked);
        parked.Park(_epoll);
    }

    /// <summary>Waits for a connection that is ready, which is then the caller's alone; null when the queue has ended.</summary>
    public ParkedConnection? Take()
    {
        Span<EpollEvent> ready = stackalloc EpollEvent[1];
        while (true)
        {
            if (TakeDue() is { } due)
                return due;
            if (_epoll.Wait(ready, timeout: null) == 0)
                continue;
            long tag = ready[0].Tag;
            if (tag == EndTag)
                return null;
            if (tag == TimerTag)
                CollectDue();
            else if (Find(tag) is { } parked && parked.TryTake())
            {
                // Without interest, nothing is reported but the death of the connection.
                if (parked.Client.Want == Want.Until)
                    parked.Client.Connection.Failed();
                return parked;
            }
        }
    }

    /// <summary>Gives a connection back until it is ready again.</summary>
    public void Park(ParkedConnection parked)
    {
        TimeSpan deadline = parked.Client.Connection.Deadline;
        parked.Park(_epoll);
        lock (_changing)
        {
            if (deadline < _alarm)
                SetAlarm(deadline);
        }
    }

    /// <summary>Forgets a connection that is over, and closes its socket.</summary>
    public void Remove(ParkedConnection parked)
    {
        lock (_changing)
            _all.Remove(parked.Client.Descriptor);
        parked.Client.Dispose();
    }

    /// <summary>From any thread: every connection is told to drain, and those that wait for a request are handed out.</summary>
    public void Drain()
    {
        lock (_changing)
        {
            foreach (ParkedConnection parked in _all.Values)
            {
                parked.Client.Connection.Drain();
                if (parked.Client.Connection.IsIdle && parked.TryTake())
                    _due.Enqueue(parked);
            }
            SetAlarm(TimeSpan.Zero);
        }
    }

    /// <summary>From any thread: nobody waits any more, and nothing is handed out.</summary>
    public void End() => _end.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParkedConnection parked in _all.Values)
            parked.Client.Dispose();
        _epoll.Dispose();
        _timer.Dispose();
        _end.Dispose();
    }

    private ParkedConnection? Find(long tag)
    {
        lock (_changing)
            return _all.GetValueOrDefault(tag);
    }

    private ParkedConnection? TakeDue()
    {
        lock (_changing)
            return _due.TryDequeue(out ParkedConnection? due) ? due : null;
    }

    private void CollectDue()
    {
        TimeSpan now = SystemClock.Now;
        TimeSpan next = TimeSpan.MaxValue;
        lock (_changing)
        {
            foreach (ParkedConnection parked in _all.Values)
            {
                TimeSpan deadline = parked.Client.Connection.Deadline;
                if (deadline > now)
                    next = deadline < next ? deadline : next;
                else if (parked.TryTake())
                    _due.Enqueue(parked);
            }
            SetAlarm(next);
        }
    }

    // Deadlines mostly move away while nobody looks, so the alarm is only ever set earlier, and rings early at times.
    private void SetAlarm(TimeSpan moment)
    {
        _alarm = moment;
        if (moment == TimeSpan.MaxValue)
            return;
        _timer.Set(moment);
        _epoll.Modify(_timer.Handle, EpollInterest.In | EpollInterest.OneShot, TimerTag);
    }
}

/// <summary>A connection, and whether it is parked or with a worker; its own lock, because epoll and deadlines race for it.</summary>
internal sealed class ParkedConnection(NonBlockingTransport client)
{
    private readonly Lock _handingOver = new();
    private bool _isParked;

    public NonBlockingTransport Client => client;

    /// <summary>Takes it out for one worker; false if another has it.</summary>
    public bool TryTake()
    {
        lock (_handingOver)
        {
            bool wasParked = _isParked;
            _isParked = false;
            return wasParked;
        }
    }

    /// <summary>Parks it until what it wants has come. A turn that is over wants what is there already: the back of the queue.</summary>
    public void Park(Epoll epoll)
    {
        EpollInterest interest = EpollInterest.OneShot | client.Want switch
        {
            Want.Read => EpollInterest.In,
            Want.Write => EpollInterest.Out,
            Want.Until => EpollInterest.None,
            _ => EpollInterest.In | EpollInterest.Out,
        };
        lock (_handingOver)
        {
            _isParked = true;
            if (client.Armed is null)
                epoll.Add(client.Handle, interest, client.Descriptor);
            else
                epoll.Modify(client.Handle, interest, client.Descriptor);
            client.Armed = interest;
        }
    }
}
