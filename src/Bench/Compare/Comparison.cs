using Weft.Bench.Measuring;

namespace Weft.Bench.Compare;

/// <summary>What one server did in one workload, over all rounds.</summary>
/// <param name="Subject">The server.</param>
/// <param name="Figures">Each figure, summed up over the rounds.</param>
/// <param name="Rounds">How many rounds there are.</param>
/// <param name="Marks">What has to be known before its figures are believed; nothing if all went well.</param>
/// <param name="IsClientBound">Whether in most rounds the client was the slower one.</param>
internal sealed record Row(
    Subject Subject, IReadOnlyDictionary<Metric, Summary> Figures, int Rounds, IReadOnlyList<string> Marks, bool IsClientBound)
{
    /// <summary>A figure; null if there is none.</summary>
    public Summary? this[Metric metric] => Figures.TryGetValue(metric, out Summary summary) ? summary : null;
}

/// <summary>What all servers did in one workload.</summary>
internal sealed record Contest(Workload Workload, IReadOnlyList<Row> Rows)
{
    /// <summary>The figure that servers are compared by: it is steady where requests per second are not.</summary>
    public Metric Measure => Workload switch
    {
        { Kind: WorkloadKind.StartUp } => Metric.FirstAnswer,
        { IsBulk: true } => Metric.CpuPerGigabyte,
        _ => Metric.CpuPerRequest,
    };

    public Row? Find(string subject) => Rows.FirstOrDefault(row => row.Subject.Name == subject);

    /// <summary>A server's figure by that of another; null if one of them has none.</summary>
    public Summary? Ratio(Row row, string other) =>
        row[Measure] is { } own && Find(other)?[Measure] is { Median: > 0 } reference ? own.Over(reference) : null;

    /// <summary>
    /// Whether two servers cannot be told apart: their measurements lie among one another, or they are no further apart than
    /// the two that are the same server.
    /// </summary>
    public bool AreSame(Row row, Row other)
    {
        if (row[Measure] is not { } a || other[Measure] is not { } b)
            return false;
        return a.Overlaps(b) || Distance(a.Median / b.Median) <= Noise;
    }

    /// <summary>Those of whom none can be said to be worse than the best; the floor is no server, and those with errors are out.</summary>
    public IReadOnlyList<Row> Leaders()
    {
        Row[] ranked =
        [
            .. Rows.Where(row => row.Marks.Count == 0 && row[Measure] is not null)
                .Where(row => row.Subject.Name is not (Subjects.Floor or Subjects.ControlAgain))
                .OrderBy(row => row[Measure]!.Value.Median),
        ];
        return [.. ranked.Where(row => AreSame(row, ranked[0]))];
    }

    // How far apart the same server was from itself, as a factor on a scale where twice and half are as far.
    private double Noise =>
        Find(Subjects.ControlAgain) is { } again && Ratio(again, Subjects.Control) is { } ratio ? Distance(ratio.Median) : 0;

    private static double Distance(double ratio) => Math.Abs(Math.Log(ratio));
}

/// <summary>A whole run, server by server and workload by workload.</summary>
internal static class Comparison
{
    /// <summary>The workload of cells that hold a server's configuration and no measurement.</summary>
    public const string Configuration = "configuration";

    /// <summary>All that was measured, in the order of the workloads.</summary>
    public static IReadOnlyList<Contest> Of(BenchRun run) =>
    [
        .. Workloads.All
            .Select(workload => run.IsQuick ? workload.Quick() : workload)
            .Select(workload => new Contest(workload, [.. Rows(run, workload)]))
            .Where(contest => contest.Rows.Count > 0),
    ];

    private static IEnumerable<Row> Rows(BenchRun run, Workload workload)
    {
        foreach (Subject subject in Subjects.All)
        {
            Cell[] cells = [.. run.Cells.Where(cell => cell.Subject == subject.Name && cell.Workload == workload.Name)];
            if (cells.Length > 0)
                yield return RowOf(subject, workload, cells, run.Machine.Cores);
        }
    }

    private static Row RowOf(Subject subject, Workload workload, Cell[] cells, int cores)
    {
        Cell[] measured = [.. cells.Where(cell => !cell.IsRefused)];
        Reading[] readings = [.. measured.Select(cell => Reading.Of(cell, subject.Limit(workload), cores))];
        Dictionary<Metric, Summary> figures = [];
        foreach (Metric metric in Enum.GetValues<Metric>())
        {
            if (Summary.Of(readings.SelectMany(reading => reading.Figures.Where(figure => figure.Key == metric)).Select(figure => figure.Value)) is { } summary)
                figures[metric] = summary;
        }
        return new Row(subject, figures, cells.Length, [.. Marks(subject, workload, cells, readings, cores)],
            IsClientBound: readings.Count(reading => reading.IsClientBound) * 2 > readings.Length);
    }

    private static string Limits(Workload limited) => limited.IdleConnections > 0
        ? $"{limited.IdleConnections} idle connections and {limited.Connections} that ask only"
        : $"{limited.Connections} connections only";

    private static IEnumerable<string> Marks(Subject subject, Workload workload, Cell[] cells, Reading[] readings, int cores)
    {
        if (cells.FirstOrDefault(cell => cell.IsRefused) is { } refused)
            yield return refused.Output.TrimEnd();
        if (subject.IsLimited(workload))
            yield return Limits(subject.Limit(workload));
        foreach (string kind in readings.SelectMany(reading => reading.Errors).Select(error => error.Kind).Distinct(StringComparer.Ordinal))
        {
            long[] counts = [.. readings.Select(reading => reading.Errors.Where(error => error.Kind == kind).Sum(error => error.Count))];
            if (kind == Reading.NoAnswer)
                yield return $"no answer at all in {counts.Count(count => count > 0)} of {counts.Length} measurements";
            else
                yield return counts.Min() == counts.Max() ? $"{kind}: {counts[0]}" : $"{kind}: {counts.Min()} to {counts.Max()}";
        }
        if (cells.Max(cell => cell.OtherShare(cores)) > Meter.MostOthers)
            yield return $"other work took more than {Reporting.Number.Format(Meter.MostOthers * 100)} % of the processors";
    }
}
