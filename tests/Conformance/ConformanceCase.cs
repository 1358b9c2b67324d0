namespace Weft.Tests.Conformance;

/// <summary>How the connection is left when a case is over.</summary>
public enum ConnectionEnd
{
    /// <summary>Open, and ready for the next request.</summary>
    Keep,

    /// <summary>Ended by the server.</summary>
    Close,

    /// <summary>Open, in the middle of a request.</summary>
    Wait,
}

/// <summary>Something the client does.</summary>
public abstract record ClientAction;

/// <summary>Sends these bytes. A runner may cut them up as it likes: the answers must be the same.</summary>
public sealed record SendBytes(byte[] Bytes) : ClientAction;

/// <summary>Reads until this many answers, interim ones included, have come since the case began.</summary>
public sealed record AwaitAnswers(int Count) : ClientAction;

/// <summary>Does nothing for a while.</summary>
public sealed record Pause(TimeSpan Time) : ClientAction;

/// <summary>Shuts down its writing side (FIN) and goes on reading.</summary>
public sealed record Finish : ClientAction;

/// <summary>One answer that must come.</summary>
/// <param name="Statuses">The statuses that will do.</param>
/// <param name="IsToHead">Whether it answers HEAD, and so has no content.</param>
/// <param name="Checks">What else must be true of it.</param>
public sealed record ExpectedAnswer(IReadOnlyList<int> Statuses, bool IsToHead, IReadOnlyList<AnswerCheck> Checks);

/// <summary>One case: what a client does, and what must come of it.</summary>
public sealed record ConformanceCase
{
    /// <summary>Its row in the list of behaviours, with a letter where the row has several: <c>RL-01a</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The section that rules it.</summary>
    public required string Reference { get; init; }

    /// <summary>MUST, SHOULD or MAY as the standard says, or "choice" where it leaves the choice to us.</summary>
    public required string Level { get; init; }

    /// <summary>One line of what it is about.</summary>
    public required string What { get; init; }

    /// <summary>Where it stands: file and line.</summary>
    public required string Place { get; init; }

    /// <summary>What the client does, in order.</summary>
    public required IReadOnlyList<ClientAction> Actions { get; init; }

    /// <summary>All answers, in order.</summary>
    public required IReadOnlyList<ExpectedAnswer> Answers { get; init; }

    /// <summary>How the connection is left.</summary>
    public required ConnectionEnd End { get; init; }

    /// <summary>What a runner may want to know; see the README.</summary>
    public required IReadOnlyList<string> Marks { get; init; }

    /// <summary>Its row: <c>RL-01</c>.</summary>
    public string Row => Id[..5];

    /// <summary>Whether it takes time, which only a runner with an artificial clock has plenty of.</summary>
    public bool NeedsTime => Actions.Any(static action => action is Pause);

    /// <summary>Whether the client ends its side itself.</summary>
    public bool ClientFinishes => Actions.Any(static action => action is Finish);

    /// <summary>Whether <c>100 Continue</c> may come or not, depending on how the bytes arrive.</summary>
    public bool HasOptionalInterim => Marks.Contains("interim", StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {What}";
}
