namespace Weft.Http;

/// <summary>
/// Tells a slow peer from a dead one by what it acknowledges (CVE-2023-38180). Sampled only when a deadline passes while
/// something is pending: a peer that keeps up costs nothing, and a steady slow one is never cut.
/// </summary>
internal struct SendProgress
{
    private bool _isSending;
    private long? _ackedBefore;

    /// <summary>When to sample next.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>Something is pending; true when it is time to ask what the peer has acknowledged.</summary>
    public bool IsDue(TimeSpan now, HttpLimits limits)
    {
        if (!_isSending)
        {
            _isSending = true;
            Deadline = now + limits.IdleTime;
        }
        return now >= Deadline;
    }

    /// <summary>Takes a sample; false if the peer took too little since the one before.</summary>
    public bool TryAccept(long acked, TimeSpan now, HttpLimits limits)
    {
        double enough = limits.AckedBytesPerSecond * limits.IdleTime.TotalSeconds;
        bool isEnough = _ackedBefore is not long before || acked - before >= enough;
        _ackedBefore = acked;
        Deadline = now + limits.IdleTime;
        return isEnough;
    }
}
