using Weft.Bench.Reporting;

namespace Weft.Bench.Compare;

/// <summary>How the clients of a workload behave.</summary>
internal enum WorkloadKind
{
    /// <summary>A load tool asks as fast as it is answered.</summary>
    Load,

    /// <summary>The same, while many other connections are open and say nothing.</summary>
    Idle,

    /// <summary>Many clients download one large file at the same time.</summary>
    Downloads,

    /// <summary>The server is started, again and again, until it answers.</summary>
    StartUp,
}

/// <summary>One thing that the servers are asked to do.</summary>
internal sealed record Workload
{
    /// <summary>As <c>--only</c> and the figures have it.</summary>
    public required string Name { get; init; }

    /// <summary>As a heading has it.</summary>
    public required string Title
    {
        get => Fill(field);
        init;
    }

    /// <summary>The title beside the name: some titles begin with it.</summary>
    public string Meaning => Title.StartsWith($"{Name}: ", StringComparison.Ordinal) ? Title[(Name.Length + 2)..] : Title;

    /// <summary>What happens, in a sentence or two for whoever reads the report.</summary>
    public required string Story
    {
        get => Fill(field);
        init;
    }

    public WorkloadKind Kind { get; init; } = WorkloadKind.Load;

    public string Path { get; init; } = "/1k.html";

    /// <summary>The status of a right answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Field lines beside Host, each with its name and a colon.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The script of the load tool; null if it needs none.</summary>
    public string? Script { get; init; }

    /// <summary>Connections that ask.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Connections that only sit there.</summary>
    public int IdleConnections { get; init; }

    /// <summary>How long the clients are at it; where the server is started, about how long all starts take.</summary>
    public double Seconds { get; init; } = 3;

    /// <summary>Starts in one measurement, where starts are what is measured.</summary>
    public int Starts { get; init; } = 5;

    /// <summary>Whether what counts is bytes, and not requests.</summary>
    public bool IsBulk { get; init; }

    /// <summary>Whether the client asks for the connection to be closed behind each answer.</summary>
    public bool Closes => Fields.Contains("Connection: close", StringComparer.Ordinal);

    /// <summary>The same for a quick look: shorter, with fewer who sit there.</summary>
    public Workload Quick() => this with
    {
        Seconds = 0.4,
        Starts = 1,
        IdleConnections = Math.Min(IdleConnections, 500),
        Connections = Math.Min(Connections, 100),
    };

    // How many there are depends on whether it is a quick look.
    private string Fill(string text) => text
        .Replace("{clients}", Number.Format(Connections), StringComparison.Ordinal)
        .Replace("{idle}", Number.Format(IdleConnections), StringComparison.Ordinal);
}
