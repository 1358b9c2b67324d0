using Weft.Bench.Measuring;
using Weft.Bench.Reporting;

namespace Weft.Bench.Compare;

/// <summary>The table of one workload: the best server first, each with its ratio to nginx and to the floor.</summary>
internal static class ContestTable
{
    /// <summary>A tick of the kernel's clock, in milliseconds.</summary>
    private const int Tick = 10;

    private sealed record Part(string Name, string Unit, Func<Row, Entry> Cell);

    public static Table Of(Contest contest) => Of(contest, [.. Parts(contest)]);

    /// <summary>What matters most of each workload, for a terminal.</summary>
    public static IEnumerable<Table> Outcome(BenchRun run) => Comparison.Of(run).Select(contest =>
    {
        string[] most = [MeasureOf(contest).Name, "CPU", "× nginx", "Rate", "Memory"];
        Part[] parts = [.. Parts(contest).Where(part => most.Contains(part.Name, StringComparer.Ordinal))];
        return Of(contest, parts) with { Caption = contest.Workload.Title };
    });

    /// <summary>Whoever did most with least first; whoever has no figure last.</summary>
    public static IEnumerable<Row> Ranked(Contest contest) =>
        contest.Rows.OrderBy(row => row[contest.Measure]?.Median ?? double.PositiveInfinity);

    /// <summary>The unit of what servers are compared by, with its name.</summary>
    public static (string Name, string Unit) MeasureOf(Contest contest) => contest.Measure switch
    {
        Metric.FirstAnswer => ("First answer", "ms"),
        Metric.CpuPerGigabyte => ("CPU per GB", "s"),
        _ => ("CPU per request", "µs"),
    };

    public static Entry NameOf(Row row) => new(row.Subject.Label, IsMarked: row.Marks.Count > 0 || row.IsClientBound);

    /// <summary>A ratio, with a sign before it if the two cannot be told apart; nothing if there is none.</summary>
    public static string RatioText(Contest contest, Row row, string other)
    {
        if (contest.Ratio(row, other) is not { } ratio || contest.Find(other) is not { } reference)
            return "";
        bool isSame = row.Rounds > 1 && reference.Rounds > 1 && row.Subject.Name != other && contest.AreSame(row, reference);
        return isSame ? $"≈ {RatioText(ratio)}" : RatioText(ratio);
    }

    // With as many figures as say something.
    private static string RatioText(Summary ratio) => Number.Format(ratio.Median, ratio.Median < 10 ? 2 : ratio.Median < 100 ? 1 : 0);

    /// <summary>What has to be known about some of the servers, under the table that marks them.</summary>
    public static IReadOnlyList<string> Remarks(Contest contest) =>
    [
        .. Ranked(contest)
            .SelectMany(row => row.IsClientBound ? [.. row.Marks, "client-bound"] : row.Marks, (row, remark) => (Name: row.Subject.Label, Remark: remark))
            .GroupBy(pair => pair.Remark, pair => Markup.Literal(pair.Name), StringComparer.Ordinal)
            .Select(names => $"† {string.Join(", ", names)}: {Markup.Literal(names.Key)}"),
    ];

    private static Table Of(Contest contest, Part[] parts) => new(
        "",
        [new Column("Server", IsText: true), .. parts.Select(part => new Column(part.Name, part.Unit))],
        [.. Ranked(contest).Select(row => (IReadOnlyList<Entry>)[NameOf(row), .. parts.Select(part => part.Cell(row))])]);

    private static IEnumerable<Part> Parts(Contest contest)
    {
        (string name, string unit) = contest.Measure switch
        {
            Metric.FirstAnswer => ("First answer", "ms"),
            Metric.CpuPerGigabyte => ("CPU", "s per GB"),
            _ => ("CPU", "µs per request"),
        };
        yield return Figure(name, unit, contest.Measure);
        yield return new Part("Least to most", unit, row => Spread(row[contest.Measure]));
        yield return new Part("× nginx", "", row => RatioText(contest, row, Subjects.Nginx));
        yield return new Part("× floor", "", row => RatioText(contest, row, Subjects.Floor));
        foreach (Part part in Others(contest.Workload))
            yield return part;
        yield return Figure("Memory", "MB", Metric.Memory);
    }

    private static IEnumerable<Part> Others(Workload workload) => workload switch
    {
        { Kind: WorkloadKind.StartUp } => [new Part("CPU", "ms", StartCpu)],
        { Kind: WorkloadKind.Downloads } =>
        [
            Figure("Fairness", "Jain's index", Metric.Fairness, decimals: 3),
            Figure("Slowest", "× median", Metric.SlowestToMedian, decimals: 2),
            Both,
            Figure("Rate", "GB/s", Metric.GigabytesPerSecond),
        ],
        { IsBulk: true } => [Both, Figure("Rate", "GB/s", Metric.GigabytesPerSecond), .. Latencies],
        { Kind: WorkloadKind.Idle } =>
        [
            Figure("Rate", "requests/s", Metric.RequestsPerSecond, decimals: 0), .. Latencies,
            Figure("Open", "idle ones", Metric.StillOpen, decimals: 0),
        ],
        { Script: Workloads.PipelineScript } => [Figure("Rate", "requests/s", Metric.RequestsPerSecond, decimals: 0)],
        _ => [Figure("Rate", "requests/s", Metric.RequestsPerSecond, decimals: 0), .. Latencies],
    };

    private static Part Both => Figure("CPU of both", "s per GB", Metric.CpuOfBothPerGigabyte);

    private static Part[] Latencies => [Figure("p50", "ms", Metric.P50), Figure("p99", "ms", Metric.P99)];

    private static Part Figure(string name, string unit, Metric metric, int? decimals = null) => new(name, unit, row => row[metric] switch
    {
        { } summary when decimals is { } places => Number.Format(summary.Median, places),
        { } summary => Number.Significant(summary.Median),
        null => "–",
    });

    // Each start is counted in ticks of 10 ms: below one there is nothing to tell apart.
    private static Entry StartCpu(Row row) => row[Metric.CpuPerStart] switch
    {
        { Median: < Tick } => $"< {Tick}",
        { } summary => Number.Significant(summary.Median),
        null => "–",
    };

    private static string Spread(Summary? summary) =>
        summary is { } known ? $"{Number.Significant(known.Low)}–{Number.Significant(known.High)}" : "";
}
