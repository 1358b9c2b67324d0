using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Reporting.Charts;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>What a run says, as a report: a pure function of what siege printed.</summary>
internal sealed class SiegeReport
{
    private const string Folder = "docs/reports";
    private const string Missing = "–";

    /// <summary>The figures, from which everything else is made.</summary>
    public const string Source = $"{Folder}/siege.json";

    /// <summary>What is printed of the page.</summary>
    public const string Printed = $"{Folder}/siege.pdf";

    private readonly BenchRun _run;
    private readonly IReadOnlyList<Siege> _sieges;
    private readonly string[] _engines;
    private readonly int[] _users;

    private SiegeReport(BenchRun run)
    {
        _run = run;
        _sieges = Siege.AllOf(run);
        _engines = [.. WeftServer.Engines.Intersect(_sieges.Select(siege => siege.Engine), StringComparer.Ordinal)];
        _users = [.. _sieges.Select(siege => siege.Summary.Users).Distinct().Order()];
    }

    /// <summary>All files but the printed one.</summary>
    public static IReadOnlyList<ReportFile> Files(BenchRun run)
    {
        SiegeReport siege = new(run);
        Report report = siege.Report();
        return
        [
            new($"{Folder}/siege.md", MarkdownPage.Render(report)),
            new($"{Folder}/siege.html", HtmlPage.Render(report)),
            new($"{Folder}/siege.csv", SiegeTable.Csv(siege._sieges)),
            .. report.Figures.Select(figure => new ReportFile($"{Folder}/{figure.Name}.svg", figure.Svg)),
        ];
    }

    private Report Report() => new(
        "Weft under siege",
        $"How many pages a second each engine of Weft serves to {Number.Format(_users[0])} to {Number.Format(_users[^1])} clients. Each client asks "
            + "for one page again and again, as fast as it can, over a new connection each time. siege plays the clients, and the tables use its words. "
            + "`single`, which serves one client after another, is the baseline.",
        [
            .. Provenance.Warnings(_run),
            .. Overview(),
            new Heading("What siege said"),
            .. _engines.SelectMany(engine => SiegeTable.Of(engine, _users, _sieges)),
            .. SiegeMethod.Of(_sieges),
            .. Provenance.Of(_run),
            new Heading("What siege printed"),
            new Paragraph(
                "All of it, engine by engine. The printed page leaves it out. siege prints a line for each request that failed; here equal lines are "
                + "counted."),
            .. _engines.Select(engine => new Listing(engine, Outputs(engine))),
        ]);

    private IEnumerable<Block> Overview()
    {
        yield return new Heading("Pages per second");
        yield return Chart();
        yield return Table("The same in figures: transactions per second.", siege => Number.Format(siege.Summary.Rate));
        yield return new Paragraph(Errors());
        yield return Table(
            "What a page cost the server: CPU time of all its processes over transactions, in µs.",
            siege => siege.ServerMicroseconds is { } cost ? Number.Format(cost) : Missing);
        yield return new Paragraph(
            "The figures are also in `siege.csv`, and all that was measured in `siege.json`. `siege.html` is this page for the screen, and "
            + "`siege.pdf` for paper.");
    }

    private Figure Chart()
    {
        // All engines, so that each always has the same colour; who was not measured has no samples.
        IEnumerable<Series> series = WeftServer.Engines.Select(engine => new Series(engine, [.. Of(engine).Select(siege =>
            new Sample(siege.Summary.Users, siege.Summary.Rate, siege.Summary.HasExcessiveErrors))]));
        LineChart chart = new(
            "Pages per second against concurrent clients",
            "concurrent clients (logarithmic)",
            "pages per second",
            [.. _users.Select(count => (double)count)],
            [.. series]);
        string marks = _sieges.Any(siege => siege.Summary.HasExcessiveErrors) ? " A cross stands where errors were excessive." : "";
        return Drawing.Of(
            "siege", chart, $"Pages per second (siege's transaction rate) against concurrent clients, a line for each engine.{marks}");
    }

    private Table Table(string caption, Func<Siege, string> say)
    {
        Entry EntryOf(string engine, int count) => Of(engine).FirstOrDefault(siege => siege.Summary.Users == count) is { } siege
            ? new Entry(say(siege), siege.Summary.HasExcessiveErrors)
            : Missing;
        return new Table(
            caption,
            [new("Clients", IsText: true), .. _users.Select(count => new Column(Number.Format(count)))],
            [.. _engines.Select(engine => (IReadOnlyList<Entry>)
                [Siege.NameOf(engine), .. _users.Select(count => EntryOf(engine, count))])]);
    }

    private string Errors()
    {
        Siege[] marked = [.. _sieges.Where(siege => siege.Summary.HasExcessiveErrors)];
        double failed = _sieges.Sum(siege => siege.Summary.Failed), all = failed + _sieges.Sum(siege => siege.Summary.Transactions);
        string found = marked.Length > 0
            ? $"Here they are excessive for {string.Join(", ", marked.Select(Describe))}."
            : failed == 0 ? $"Not one of {Number.Format(all)} requests failed." : $"Here {Number.Format(failed)} of {Number.Format(all)} requests failed.";
        return $"Errors are **excessive** where more than {Number.Format(SiegeSummary.MostFailures * 100)} % of the requests failed or siege "
            + $"gave up. Such a figure has a dagger (†), since it no longer says how fast the server is. {found}";
    }

    private static string Describe(Siege siege)
    {
        SiegeSummary said = siege.Summary;
        string clients = said.Users == 1 ? "client" : "clients", end = said.IsAborted ? ", siege gave up" : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"{siege.Engine} at {said.Users} {clients} ({100 * said.FailedShare:0.#} % failed{end})");
    }

    private string Outputs(string engine) =>
        string.Join("\n\n", Of(engine).Select(siege => $"$ {siege.Cell.Command}\n{TabStops.Expand(siege.Cell.Output).Trim()}"));

    private IEnumerable<Siege> Of(string engine) => _sieges.Where(siege => siege.Engine == engine).OrderBy(siege => siege.Summary.Users);
}
