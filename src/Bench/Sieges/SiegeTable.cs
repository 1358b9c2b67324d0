using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>The figures of sieges, in rows and columns.</summary>
internal static class SiegeTable
{
    /// <summary>siege's summary of one engine: its eight rows, and a column for each number of users.</summary>
    public static IEnumerable<Block> Of(string engine, int[] users, IReadOnlyList<Siege> sieges)
    {
        Siege?[] columns = [.. users.Select(count => sieges.FirstOrDefault(siege => siege.Engine == engine && siege.Summary.Users == count))];
        bool isFine = sieges.Any(siege => siege.Summary.IsInMilliseconds);
        string unit = isFine ? "ms" : "s";
        double Time(double seconds) => isFine ? 1000 * seconds : seconds;

        IReadOnlyList<Entry> Row(string name, Func<SiegeSummary, string> say) =>
        [
            name,
            .. columns.Select(siege => siege is null ? "–" : new Entry(say(siege.Summary), siege.Summary.HasExcessiveErrors)),
        ];
        yield return new Subheading(Siege.NameOf(engine));
        yield return new Table(
            "",
            [new("Clients", IsText: true), .. users.Zip(columns, (count, siege) => new Column(Number.Format(count), IsMarked: siege?.Summary.HasExcessiveErrors ?? false))],
            [
                Row($"Response time ({unit})", siege => Number.Format(Time(siege.ResponseSeconds), 2)),
                Row("Transaction rate (trans/s)", siege => Number.Format(siege.Rate, 2)),
                Row("Throughput (MB/s)", siege => Number.Format(siege.MegabytesPerSecond, 2)),
                Row("Concurrency", siege => Number.Format(siege.Concurrency, 2)),
                Row("Successful transactions", siege => Number.Format(siege.Successful)),
                Row("Failed transactions", siege => Number.Format(siege.Failed)),
                Row($"Longest transaction ({unit})", siege => Number.Format(Time(siege.LongestSeconds), 2)),
                Row($"Shortest transaction ({unit})", siege => Number.Format(Time(siege.ShortestSeconds), 2)),
                .. isFine ? [] : (IReadOnlyList<IReadOnlyList<Entry>>)[Row("Concurrency ÷ rate (ms)", siege => siege.MeanSeconds is { } mean ? Number.Format(1000 * mean, 2) : "–")],
            ]);
    }

    /// <summary>Everything, one siege to a line.</summary>
    public static string Csv(IReadOnlyList<Siege> sieges) => CsvFile.Render(
    [
        [
            "engine", "users", "transactions", "availability_percent", "elapsed_seconds", "data_mib", "response_seconds", "transactions_per_second", "mib_per_second",
            "concurrency", "successful", "failed", "longest_seconds", "shortest_seconds", "errors_are_excessive", "server_cpu_seconds", "client_cpu_seconds", "server_pss_bytes",
        ],
        .. WeftServer.Engines.SelectMany(engine => sieges.Where(siege => siege.Engine == engine).OrderBy(siege => siege.Summary.Users)).Select(Line),
    ]);

    private static IEnumerable<string> Line(Siege siege)
    {
        SiegeSummary said = siege.Summary;
        return
        [
            siege.Engine, .. new[] { said.Users, said.Transactions, said.AvailabilityPercent, said.ElapsedSeconds, said.Megabytes, said.ResponseSeconds, said.Rate,
                said.MegabytesPerSecond, said.Concurrency, said.Successful, said.Failed, said.LongestSeconds, said.ShortestSeconds }.Select(Number.Exact),
            said.HasExcessiveErrors ? "yes" : "no",
            .. new[] { Figures.ServerCpu, Figures.ClientCpu, Figures.Memory }.Select(figure => Number.Exact(siege.Of(figure))),
        ];
    }
}
