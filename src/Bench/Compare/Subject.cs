using Weft.Bench.Reporting.Charts;
using Weft.Bench.Running;

namespace Weft.Bench.Compare;

/// <summary>A server that is compared.</summary>
internal sealed record Subject
{
    /// <summary>As <c>--only</c> and the figures have it.</summary>
    public required string Name { get; init; }

    /// <summary>As tables and charts show it.</summary>
    public string Label { get => field ?? Name; init; }

    /// <summary>The name of the same server as a native program, where this one is not; null otherwise.</summary>
    public string? Native { get; init; }

    /// <summary>What it is, in a few words for whoever reads the report.</summary>
    public required string Story { get; init; }

    /// <summary>Whose it is, which decides the colour of its bars.</summary>
    public BarKind Kind { get; init; } = BarKind.Peer;

    /// <summary>What starts it.</summary>
    public required Func<Launch, ToolCommand> Command { get; init; }

    /// <summary>Its program and Debian's package of it; null for what is built here.</summary>
    public (string Program, string Package)? Need { get; init; }

    /// <summary>What prints its version; null for what is built here.</summary>
    public ToolCommand? Version { get; init; }

    /// <summary>The template of its configuration in src/Bench/Peers, which the report shows; null if it has none.</summary>
    public string? Template { get; init; }

    /// <summary>Most connections it is asked to bear; null for as many as there are.</summary>
    public int? MostConnections { get; init; }

    /// <summary>Most connections on which a load tool asks it; null for as many as there are.</summary>
    public int? MostAsking { get; init; }

    /// <summary>The names of the workloads it is asked; null for all of them.</summary>
    public IReadOnlyList<string>? Workloads { get; init; }

    /// <summary>Whether it is asked this workload.</summary>
    public bool Does(Workload workload) => Workloads?.Contains(workload.Name, StringComparer.Ordinal) != false;

    /// <summary>The workload as this server gets it.</summary>
    public Workload Limit(Workload workload) => workload with
    {
        Connections = Math.Min(workload.Connections, (workload.Kind == WorkloadKind.Downloads ? MostConnections : MostAsking) ?? workload.Connections),
        IdleConnections = Math.Min(workload.IdleConnections, MostConnections ?? workload.IdleConnections),
    };

    /// <summary>Whether this server gets fewer connections than the others.</summary>
    public bool IsLimited(Workload workload) => Limit(workload) != workload;
}
