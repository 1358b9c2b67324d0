namespace Weft.Tests.Soak;

/// <summary>What came of one scenario.</summary>
internal sealed class Tally
{
    private long _sessions;
    private long _answers;
    private long _wrong;

    /// <summary>How often it was played.</summary>
    public long Sessions => Volatile.Read(ref _sessions);

    /// <summary>How many requests were answered, and verified.</summary>
    public long Answers => Volatile.Read(ref _answers);

    /// <summary>Wrong answers, and connections that ended or hung when they should not have.</summary>
    public long Wrong => Volatile.Read(ref _wrong);

    public void CountSession() => Interlocked.Increment(ref _sessions);

    public void CountAnswer() => Interlocked.Increment(ref _answers);

    public void CountWrong() => Interlocked.Increment(ref _wrong);
}
