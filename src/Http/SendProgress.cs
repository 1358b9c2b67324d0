namespace Weft.Http;

/// <summary>
/// Tells a slow peer from a dead one by what it acknowledges (CVE-2023-38180). Sampled only when a deadline passes while
/// something is pending: a peer that keeps up costs nothing, and a steady slow one is never cut.
/// </summary>
/// <remarks>
/// A sample is compared with the one before, of whichever answer, and the first with nothing at all: what the peer has
/// acknowledged since then is at least what it has within the period, so nobody is cut who took enough, and one who takes
/// nothing from the start is cut after the first period.
/// </remarks>
internal struct SendProgress
{
    private long _ackedBefore;

    /// <summary>Whether something has been pending since the last <see cref="End"/>.</summary>
    public bool IsSending { get; private set; }

    /// <summary>When to sample next.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>Something is pending; true when it is time to ask what the peer has acknowledged.</summary>
    public bool IsDue(TimeSpan now, HttpLimits limits)
    {
        if (!IsSending)
        {
            IsSending = true;
            Deadline = now + limits.IdleTime;
        }
        return now >= Deadline;
    }

    /// <summary>Takes a sample; false if the peer took too little since the one before.</summary>
    public bool TryAccept(long acked, TimeSpan now, HttpLimits limits)
    {
        double enough = limits.AckedBytesPerSecond * limits.IdleTime.TotalSeconds;
        bool isEnough = acked - _ackedBefore >= enough;
        _ackedBefore = acked;
        Deadline = now + limits.IdleTime;
        return isEnough;
    }

    /// <summary>All of it has been taken: the next answer has a period of its own.</summary>
    public void End() => IsSending = false;
}
