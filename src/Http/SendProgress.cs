namespace Weft.Http;

/// <summary>
/// Tells a slow peer from a dead one by what it acknowledges (CVE-2023-38180). Sampled only when a deadline passes while
/// something is pending: a peer that keeps up costs nothing, and a steady slow one is never cut.
/// </summary>
/// <remarks>
/// A sample is compared with the one before, of whichever answer, and the first with nothing at all: what the peer has
/// acknowledged since then is at least what it has within the period, so nobody is cut who took enough, and one who takes
/// nothing from the start is cut after the first period. Nor is one cut who has taken all it was sent in the first half of
/// the period: there the server was slow, not the peer.
/// </remarks>
internal struct SendProgress
{
    private long _ackedBefore;
    private long _sentByHalf;

    /// <summary>Whether something has been pending since the last <see cref="End"/>.</summary>
    public bool IsSending { get; private set; }

    /// <summary>When to sample next.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>Something is pending after so many bytes; true when it is time to ask what the peer has acknowledged.</summary>
    public bool IsDue(long sent, TimeSpan now, HttpLimits limits)
    {
        if (!IsSending)
        {
            IsSending = true;
            Deadline = now + limits.IdleTime;
        }
        if (Deadline - now > limits.IdleTime / 2)
            _sentByHalf = sent;
        return now >= Deadline;
    }

    /// <summary>Takes a sample; false if the peer took too little since the one before.</summary>
    /// <param name="acked">What it has acknowledged; null if the system does not tell, and what was sent has to do.</param>
    /// <param name="sent">What it was sent, in bytes since it connected, as is <paramref name="acked"/>.</param>
    /// <param name="now">The time of the sample.</param>
    /// <param name="limits">What is enough.</param>
    public bool TryAccept(long? acked, long sent, TimeSpan now, HttpLimits limits)
    {
        long taken = acked ?? sent;
        bool isEnough = taken - _ackedBefore >= limits.AckedBytesPerSecond * limits.IdleTime.TotalSeconds;
        bool hasAll = acked >= _sentByHalf;
        _ackedBefore = taken;
        Deadline = now + limits.IdleTime;
        return isEnough || hasAll;
    }

    /// <summary>All of it has been taken: the next answer has a period of its own.</summary>
    public void End() => IsSending = false;
}
