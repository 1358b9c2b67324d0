using System.Runtime.InteropServices;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>What other threads may say to an event loop: here is a connection, drain, be cut. Each of them wakes it.</summary>
internal sealed class LoopInbox : IDisposable
{
    private readonly EventFd _waker = new();
    private readonly Lock _changing = new();
    private readonly List<Place> _places = [];
    private int _load;
    private bool _isFinished;
    private volatile bool _mustDrain;
    private volatile bool _isCut;

    /// <summary>Readable when there is something new.</summary>
    public SafeHandle Handle => _waker.Handle;

    public int Load => Volatile.Read(ref _load);

    public bool MustDrain => _mustDrain;

    public bool IsCut => _isCut;

    /// <summary>Puts a connection in; false if the loop has ended, or is about to.</summary>
    public bool TryPut(Place place)
    {
        lock (_changing)
        {
            if (_isFinished || _mustDrain || _isCut)
                return false;
            _places.Add(place);
            Enter();
        }
        _waker.Set();
        return true;
    }

    /// <summary>Takes the connections that were put in.</summary>
    public Place[] Take()
    {
        _waker.Clear();
        lock (_changing)
        {
            Place[] taken = [.. _places];
            _places.Clear();
            return taken;
        }
    }

    /// <summary>The loop has one more connection.</summary>
    public void Enter() => Interlocked.Increment(ref _load);

    /// <summary>The loop has one connection less.</summary>
    public void Leave() => Interlocked.Decrement(ref _load);

    /// <summary>Ends the loop if it has no connection left; none can be put in afterwards.</summary>
    public bool TryFinish()
    {
        lock (_changing)
            return _isFinished = Load == 0;
    }

    public void Drain()
    {
        _mustDrain = true;
        _waker.Set();
    }

    public void Cut()
    {
        _isCut = true;
        _waker.Set();
    }

    public void Dispose() => _waker.Dispose();
}
