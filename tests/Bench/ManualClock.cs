namespace Weft.Tests.Bench;

/// <summary>Time that passes when a test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(callback, state);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass, and every timer go off once.</summary>
    public void Advance(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        _timers.ForEach(timer => timer.GoOff());
    }

    private sealed class ManualTimer(TimerCallback callback, object? state) : ITimer
    {
        private bool _isOver;

        public void GoOff()
        {
            if (!_isOver)
                callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_isOver;

        public void Dispose() => _isOver = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
