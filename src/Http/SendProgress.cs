namespace Weft.Http;

/// <summary>
/// Tells a slow peer from a dead one by what it acknowledges (CVE-2023-38180). A sample is taken only when a deadline
/// passes while output is pending, so a peer that keeps up costs nothing. A slow but steady peer is never cut.
/// </summary>
/// <remarks>
/// Each sample is compared with the one before, even if that belonged to an earlier answer; the first is compared with zero.
/// So the difference is at least what the peer acknowledged within the period. A peer that took enough is never cut, and a
/// peer that takes nothing from the start is cut after the first period. A peer also stays if it has taken everything that
/// was sent in the first half of the period: then the server was slow, not the peer.
/// </remarks>
internal struct SendProgress
{
    private long _ackedBefore;
    private long _sentByHalf;

    /// <summary>Whether something has been pending since the last <see cref="End"/>.</summary>
    public bool IsSending { get; private set; }

    /// <summary>When to sample next.</summary>
    public TimeSpan Deadline { get; private set; }

    /// <summary>Called while output is pending; true when it is time to ask what the peer has acknowledged.</summary>
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
    /// <param name="acked">How many bytes it has acknowledged since it connected; null if the system does not tell. Then
    /// <paramref name="sent"/> counts instead.</param>
    /// <param name="sent">How many bytes it was sent since it connected.</param>
    /// <param name="now">The time of the sample.</param>
    /// <param name="limits">They say how much is enough.</param>
    public bool TryAccept(long? acked, long sent, TimeSpan now, HttpLimits limits)
    {
        long taken = acked ?? sent;
        bool isEnough = taken - _ackedBefore >= limits.AckedBytesPerSecond * limits.IdleTime.TotalSeconds;
        bool hasAll = acked >= _sentByHalf;
        _ackedBefore = taken;
        Deadline = now + limits.IdleTime;
        return isEnough || hasAll;
    }

    /// <summary>All output has been sent: the next answer gets a period of its own.</summary>
    public void End() => IsSending = false;
}
