using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Reporting;

namespace Weft.Bench.Wrk2;

/// <summary>benchmark.md: one table, and what wrk2 said in the best run of each engine.</summary>
internal static class Wrk2Report
{
    private const double Milli = 1e-3;
    private const double Mebi = 1024 * 1024;

    /// <summary>How much below the highest rate a run still counts as one that kept it.</summary>
    private const double Tolerance = 0.01;

    private static readonly (Column Column, Func<Wrk2Output, double> Value, int Decimals)[] Figures =
    [
        (new Column("Requests", "/s"), run => run.RequestsPerSecond, 0),
        (new Column("Transfer", "MiB/s"), run => run.BytesPerSecond / Mebi, 2),
        (new Column("Mean", "ms"), run => run.MeanSeconds / Milli, 2),
        (new Column("p50", "ms"), run => run.Percentiles[50] / Milli, 2),
        (new Column("p90", "ms"), run => run.Percentiles[90] / Milli, 2),
        (new Column("p99", "ms"), run => run.Percentiles[99] / Milli, 2),
        (new Column("p99.9", "ms"), run => run.Percentiles[99.9] / Milli, 2),
        (new Column("Max", "ms"), run => run.MaxSeconds / Milli, 2),
        (new Column("Errors"), run => run.Errors, 0),
    ];

    /// <summary>All that follows from a run.</summary>
    public static IReadOnlyList<ReportFile> Files(BenchRun run) => [new("benchmark.md", MarkdownPage.Render(Build(run)))];

    /// <summary>The run that counts as the best: the lowest p99 among those that kept the highest rate.</summary>
    public static Reading Best(IEnumerable<Reading> runs)
    {
        Reading[] all = [.. runs];
        double highest = all.Max(run => run.Figures.RequestsPerSecond);
        return all.Where(run => run.Figures.RequestsPerSecond >= highest * (1 - Tolerance)).MinBy(run => run.Figures.Percentiles[99])!;
    }

    /// <summary>The best run of each engine, for a terminal.</summary>
    public static IEnumerable<Table> Outcome(BenchRun run)
    {
        (Column Column, Func<Wrk2Output, double> Value, int Decimals)[] most =
            [.. Figures.Where(figure => figure.Column.Name is "Requests" or "p50" or "p99" or "Max" or "Errors")];
        yield return new Table(
            "The best run of each engine",
            [new Column("Engine", IsText: true), .. most.Select(figure => figure.Column)],
            [.. EnginesOf(run).Select(engine => Best(engine)).Select(best =>
                (IReadOnlyList<Entry>)[best.Cell.Subject, .. most.Select(figure => (Entry)Number.Format(figure.Value(best.Figures), figure.Decimals))])]);
    }

    private static IGrouping<string, Reading>[] EnginesOf(BenchRun run) =>
        [.. run.Cells.Select(cell => new Reading(cell, Wrk2Output.Parse(cell.Output))).GroupBy(run => run.Cell.Subject, StringComparer.Ordinal)];

    private static Report Build(BenchRun run)
    {
        IGrouping<string, Reading>[] engines = EnginesOf(run);
        List<Block> blocks =
        [
            .. Provenance.Warnings(run),
            Table(engines),
            new Bullets(
            [
                "**Best run**: the lowest p99 among the runs that came within 1 % of the engine's highest rate.",
                "**Median**, and **from – to**: of each figure on its own, over all runs of the engine.",
                "**Errors**: connections that failed, looks at a connection that found it waiting for more than 2 seconds, and statuses from 400 on.",
                "A **dagger** (†) marks a run that did not keep the rate. Its requests wait in a queue that grows as long as the run lasts.",
                "`single` is the baseline: it serves one connection after another, as the simplest server would.",
            ]),
            new Heading("How it was measured"),
            new Paragraph(
                "wrk2 sends at a constant rate, and measures from the moment at which a request *should* have left. A server that stalls is therefore "
                + "charged for every request that had to wait. wrk2 spends its first 10 seconds on finding its pace. The latencies are those of the rest."),
            new Paragraph(
                "The command is that of the assignment, with `-L` added, since wrk2 prints percentiles only then. Client and server share the "
                + "machine: wrk2's ten threads take processor time that the server then lacks, and the latencies include both. "
                + "Each run has a server of its own, which was started just before. The engines take turns."),
            new Facts([("Server", "./weft -q -c ENGINE -p PORT www"), ("Client", run.Cells[0].Command)]),
            .. Provenance.Of(run),
            new Heading("What wrk2 said"),
            .. engines.Select(engine => Raw(engine.Key, Best(engine))),
        ];
        return new Report(
            "Benchmark",
            "Each engine of Weft serves a page of 1 KB over 10 connections, at 10,000 requests per second.",
            blocks);
    }

    private static Table Table(IEnumerable<IGrouping<string, Reading>> engines)
    {
        Column[] columns = [new("Engine", IsText: true), new("", IsText: true), .. Figures.Select(figure => figure.Column)];
        return new Table("", columns, [.. engines.SelectMany(Rows)]);
    }

    private static IEnumerable<IReadOnlyList<Entry>> Rows(IGrouping<string, Reading> engine)
    {
        IReadOnlyList<Entry> Row(string name, string what, double rate, Func<Func<Wrk2Output, double>, int, string> text) =>
            [name, new Entry(what, IsMarked: rate < Wrk2Plan.Rate * (1 - Tolerance)), .. Figures.Select(figure => (Entry)text(figure.Value, figure.Decimals))];
        Summary All(Func<Wrk2Output, double> value) => Summary.Of(engine.Select(run => value(run.Figures)))!.Value;

        Wrk2Output best = Best(engine).Figures;
        Summary rates = All(run => run.RequestsPerSecond);
        yield return Row(engine.Key, "best run", best.RequestsPerSecond, (value, decimals) => Number.Format(value(best), decimals));
        if (engine.Count() == 1)
            yield break;
        yield return Row("", $"median of {Number.Format(engine.Count())}", rates.Median, (value, decimals) => Number.Format(All(value).Median, decimals));
        yield return Row("", "from – to", rates.Low, (value, decimals) => $"{Number.Format(All(value).Low, decimals)} – {Number.Format(All(value).High, decimals)}");
    }

    private static Listing Raw(string engine, Reading best) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{engine}, run {best.Cell.Round}"), $"$ {best.Cell.Command}\n{best.Cell.Output}");
}

/// <summary>A cell, and the figures that were read from its output.</summary>
internal sealed record Reading(Cell Cell, Wrk2Output Figures);
