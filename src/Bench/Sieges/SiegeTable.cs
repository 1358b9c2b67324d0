using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>The figures of sieges, in rows and columns.</summary>
internal static class SiegeTable
{
    private const string Missing = "–";

    /// <summary>siege's summary of one engine: its eight rows, and a column for each number of users.</summary>
    public static IEnumerable<Block> Of(string engine, int[] users, IReadOnlyList<Siege> sieges)
    {
        Siege?[] found = [.. users.Select(count => sieges.FirstOrDefault(siege => siege.Engine == engine && siege.Summary.Users == count))];
        bool isFine = sieges.Any(siege => siege.Summary.IsInMilliseconds);
        string unit = isFine ? "ms" : "s";
        string Time(double seconds) => Number.Format(isFine ? 1000 * seconds : seconds, 2);
        IReadOnlyList<Entry> Row(string name, Func<SiegeSummary, string> say) =>
            [name, .. found.Select(siege => siege is null ? Missing : new Entry(say(siege.Summary), siege.Summary.HasExcessiveErrors))];

        IReadOnlyList<Column> columns =
        [
            new("Clients", IsText: true),
            .. users.Zip(found, (count, siege) => new Column(Number.Format(count), IsMarked: siege?.Summary.HasExcessiveErrors ?? false)),
        ];
        List<IReadOnlyList<Entry>> rows =
        [
            Row($"Response time ({unit})", said => Time(said.ResponseSeconds)),
            Row("Transaction rate (trans/s)", said => Number.Format(said.Rate, 2)),
            Row("Throughput (MB/s)", said => Number.Format(said.MegabytesPerSecond, 2)),
            Row("Concurrency", said => Number.Format(said.Concurrency, 2)),
            Row("Successful transactions", said => Number.Format(said.Successful)),
            Row("Failed transactions", said => Number.Format(said.Failed)),
            Row($"Longest transaction ({unit})", said => Time(said.LongestSeconds)),
            Row($"Shortest transaction ({unit})", said => Time(said.ShortestSeconds)),
        ];
        if (!isFine)
            rows.Add(Row("Concurrency ÷ rate (ms)", said => said.MeanSeconds is { } mean ? Number.Format(1000 * mean, 2) : Missing));
        yield return new Subheading(Siege.NameOf(engine));
        yield return new Table("", columns, rows);
    }

    /// <summary>The rate of each engine under each number of users, and how much failed in all.</summary>
    public static IEnumerable<Table> Outcome(BenchRun run)
    {
        IReadOnlyList<Siege> sieges = Siege.AllOf(run);
        int[] users = [.. sieges.Select(siege => siege.Summary.Users).Distinct().Order()];
        yield return new Table(
            "Pages per second, by the number of users",
            [new Column("Engine", IsText: true), .. users.Select(count => new Column(Number.Format(count))), new Column("Failed", "of all")],
            [.. WeftServer.Engines.Where(engine => sieges.Any(siege => siege.Engine == engine)).Select(engine => Line(engine, users, sieges))]);
    }

    private static IReadOnlyList<Entry> Line(string engine, int[] users, IReadOnlyList<Siege> sieges)
    {
        Siege[] own = [.. sieges.Where(siege => siege.Engine == engine)];
        IEnumerable<Entry> rates = users.Select(count => own.FirstOrDefault(siege => siege.Summary.Users == count) is { } siege
            ? new Entry(Number.Format(siege.Summary.Rate), siege.Summary.HasExcessiveErrors)
            : Missing);
        return [engine, .. rates, Number.Format(own.Sum(siege => siege.Summary.Failed))];
    }

    /// <summary>Everything, one siege to a line.</summary>
    public static string Csv(IReadOnlyList<Siege> sieges) => CsvFile.Render(
    [
        Fields.Select(field => field.Name),
        .. WeftServer.Engines
            .SelectMany(engine => sieges.Where(siege => siege.Engine == engine).OrderBy(siege => siege.Summary.Users))
            .Select(siege => Fields.Select(field => field.Of(siege))),
    ]);

    private static readonly (string Name, Func<Siege, string> Of)[] Fields =
    [
        ("engine", siege => siege.Engine),
        ("users", siege => Number.Exact(siege.Summary.Users)),
        ("transactions", siege => Number.Exact(siege.Summary.Transactions)),
        ("availability_percent", siege => Number.Exact(siege.Summary.AvailabilityPercent)),
        ("elapsed_seconds", siege => Number.Exact(siege.Summary.ElapsedSeconds)),
        ("data_mib", siege => Number.Exact(siege.Summary.Megabytes)),
        ("response_seconds", siege => Number.Exact(siege.Summary.ResponseSeconds)),
        ("transactions_per_second", siege => Number.Exact(siege.Summary.Rate)),
        ("mib_per_second", siege => Number.Exact(siege.Summary.MegabytesPerSecond)),
        ("concurrency", siege => Number.Exact(siege.Summary.Concurrency)),
        ("successful", siege => Number.Exact(siege.Summary.Successful)),
        ("failed", siege => Number.Exact(siege.Summary.Failed)),
        ("longest_seconds", siege => Number.Exact(siege.Summary.LongestSeconds)),
        ("shortest_seconds", siege => Number.Exact(siege.Summary.ShortestSeconds)),
        ("errors_are_excessive", siege => siege.Summary.HasExcessiveErrors ? "yes" : "no"),
        ("server_cpu_seconds", siege => Number.Exact(siege.Of(Figures.ServerCpu))),
        ("client_cpu_seconds", siege => Number.Exact(siege.Of(Figures.ClientCpu))),
        ("server_pss_bytes", siege => Number.Exact(siege.Of(Figures.Memory))),
    ];
}
