using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Reporting.Charts;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>What a run says, as a report: a pure function of what siege printed.</summary>
internal static class SiegeReport
{
    private const string Folder = "docs/reports";
    private const string Missing = "–";

    /// <summary>The figures, from which everything else is made.</summary>
    public const string Source = $"{Folder}/siege.json";

    /// <summary>What is printed of the page.</summary>
    public const string Printed = $"{Folder}/siege.pdf";

    /// <summary>All files but the printed one.</summary>
    public static IReadOnlyList<ReportFile> Files(BenchRun run)
    {
        Report report = Of(run);
        return
        [
            new($"{Folder}/siege.md", MarkdownPage.Render(report)),
            new($"{Folder}/siege.html", HtmlPage.Render(report)),
            new($"{Folder}/siege.csv", SiegeTable.Csv(Siege.AllOf(run))),
            .. report.Figures.Select(figure => new ReportFile($"{Folder}/{figure.Name}.svg", figure.Svg)),
        ];
    }

    internal static Report Of(BenchRun run)
    {
        IReadOnlyList<Siege> sieges = Siege.AllOf(run);
        string[] engines = [.. WeftServer.Engines.Intersect(sieges.Select(siege => siege.Engine), StringComparer.Ordinal)];
        int[] users = [.. sieges.Select(siege => siege.Summary.Users).Distinct().Order()];
        return new Report(
            "Weft under siege",
            $"How many pages a second each engine of Weft gives to {Number.Format(users[0])} to {Number.Format(users[^1])} clients, who ask for one page over and over, "
            + "as fast as they can, over a new connection each time. siege asked, and the tables are in its words.",
            [
                .. Provenance.Warnings(run),
                .. Overview(sieges, engines, users),
                new Paragraph("Beside this page lie the figures as `siege.csv`, all that was measured as `siege.json`, and the page for the screen and for paper: `siege.html`, `siege.pdf`."),
                new Heading("What siege said"),
                .. engines.SelectMany(engine => SiegeTable.Of(engine, users, sieges)),
                .. Method(run, sieges),
                .. Provenance.Of(run),
                new Heading("What siege printed"),
                new Paragraph("All of it, engine by engine; the printed page leaves it out. Where requests failed, siege prints a line for each, and those that say the same are counted here."),
                .. engines.Select(engine => new Listing(engine, Outputs(engine, sieges))),
            ]);
    }

    private static IEnumerable<Block> Overview(IReadOnlyList<Siege> sieges, string[] engines, int[] users)
    {
        yield return new Heading("Pages per second");
        LineChart chart = new(
            "Pages per second against concurrent clients",
            "concurrent clients (logarithmic)",
            "pages per second",
            [.. users.Select(count => (double)count)],
            // All of them, so that each always has the same colour; who was not measured has no samples.
            [.. WeftServer.Engines.Select(engine => new Series(engine, [.. sieges.Where(siege => siege.Engine == engine).OrderBy(siege => siege.Summary.Users).Select(Point)]))]);
        yield return Drawing.Of("siege", chart, "Pages per second (siege's transaction rate) against concurrent clients, a line for each engine."
            + (sieges.Any(siege => siege.Summary.HasExcessiveErrors) ? " A cross stands where errors were excessive." : ""));
        yield return new Table(
            "The same in figures: transactions per second.",
            Columns(users),
            [.. engines.Select(engine => Row(engine, users, sieges, siege => Number.Format(siege.Summary.Rate)))]);
        yield return new Paragraph(Errors(sieges));
        yield return new Table(
            "What a page cost the server: CPU time of all its processes over transactions, in µs.",
            Columns(users),
            [.. engines.Select(engine => Row(engine, users, sieges, siege => siege.ServerMicroseconds is { } cost ? Number.Format(cost) : Missing))]);
    }

    private static Sample Point(Siege siege) => new(siege.Summary.Users, siege.Summary.Rate, siege.Summary.HasExcessiveErrors);

    private static IReadOnlyList<Column> Columns(int[] users) =>
        [new("Clients", IsText: true), .. users.Select(count => new Column(Number.Format(count)))];

    private static IReadOnlyList<Entry> Row(string engine, int[] users, IReadOnlyList<Siege> sieges, Func<Siege, string> say) =>
    [
        Siege.NameOf(engine),
        .. users.Select(count => sieges.FirstOrDefault(siege => siege.Engine == engine && siege.Summary.Users == count) is { } siege
            ? new Entry(say(siege), siege.Summary.HasExcessiveErrors)
            : Missing),
    ];

    private static string Errors(IReadOnlyList<Siege> sieges)
    {
        string rule = $"Errors are **excessive** where more than {Number.Format(SiegeSummary.MostFailures * 100)} % of the requests failed or siege gave up; "
            + "what stands there no longer says how fast the server is, and bears a dagger (†).";
        Siege[] marked = [.. sieges.Where(siege => siege.Summary.HasExcessiveErrors)];
        double failed = sieges.Sum(siege => siege.Summary.Failed);
        string found = marked.Length > 0
            ? $" That is so for {string.Join(", ", marked.Select(Describe))}."
            : $" That is so nowhere here: {Number.Format(failed)} of {Number.Format(sieges.Sum(siege => siege.Summary.Transactions) + failed)} requests failed.";
        return rule + found;
    }

    private static string Describe(Siege siege) => string.Create(
        CultureInfo.InvariantCulture,
        $"{siege.Engine} at {siege.Summary.Users} {(siege.Summary.Users == 1 ? "client" : "clients")} ({100 * siege.Summary.FailedShare:0.#} % failed{(siege.Summary.IsAborted ? ", siege gave up" : "")})");

    private static IEnumerable<Block> Method(BenchRun run, IReadOnlyList<Siege> sieges)
    {
        yield return new Heading("How it was measured");
        yield return new Bullets(
        [
            $"siege ran as `{sieges.Select(siege => siege.GeneralCommand).FirstOrDefault()}`, once for each engine and each number of users. "
                + "How many users there were is read from what it printed.",
            "Every siege found a server that had just been started, with its ordinary settings, and had the machine to itself but for siege: "
                + "client and server share its processors, and what one takes the other lacks.",
            "For each number of users came all engines in turn, the next time in reverse, so that whatever changed about the machine meanwhile changed for all alike.",
            "One siege stands behind each figure. What a second one would say is not known; differences of a few per cent decide nothing.",
            .. Precision(sieges),
            Ports(sieges),
            .. Hangs(sieges),
        ]);
        yield return new Listing("siege read these settings and no others", SiegeFile.Text, IsFolded: false);
    }

    private static IEnumerable<string> Precision(IReadOnlyList<Siege> sieges)
    {
        yield return "A megabyte of siege's is 1,048,576 bytes.";
        if (sieges.Any(siege => !siege.Summary.IsInMilliseconds))
        {
            yield return "siege prints times to a hundredth of a second, in which many answers are 0.00. Its concurrency is the sum of all response times over the "
                + "time elapsed, so concurrency over rate is their mean, and that stands below its rows in milliseconds.";
        }
    }

    private static string Ports(IReadOnlyList<Siege> sieges)
    {
        double most = sieges.Select(siege => Math.Max(siege.Of(TimeWait.Before), siege.Of(TimeWait.After))).DefaultIfEmpty().Max();
        double ports = sieges.Select(siege => siege.Of(TimeWait.Ports)).DefaultIfEmpty().Max();
        double reuse = sieges.Select(siege => siege.Of(TimeWait.Reuse)).DefaultIfEmpty().Max();
        bool hasRunOut = sieges.Any(siege => siege.Cell.Output.Contains("Cannot assign requested address", StringComparison.Ordinal));
        return $"A connection for each page leaves a socket that waits a minute before its port is free (TIME_WAIT). At the start or end of a siege there were up to "
            + $"{Number.Format(most)} of them; a client has {Number.Format(ports)} ports, and net.ipv4.tcp\\_tw\\_reuse was {Number.Format(reuse)}"
            + $"{(reuse == 0 ? ", so that none is used again before" : ", which lets a port on loopback be used again after a second")}. "
            + (hasRunOut ? "**Connections failed for want of a port**, and count as failed." : "No connection failed for want of a port.");
    }

    private static IEnumerable<string> Hangs(IReadOnlyList<Siege> sieges)
    {
        double hangs = sieges.Sum(siege => siege.Of(Siege.Hangs));
        if (hangs > 0)
        {
            yield return $"siege can lock itself up when its time is over, and never end ([its issue 66](https://github.com/JoeDog/siege/issues/66)). It did so {(hangs == 1 ? "once" : $"{Number.Format(hangs)} times")} here; "
                + "then it was ended, and that siege laid again to a new server. Nothing of what it had done before is in these figures.";
        }
    }

    private static string Outputs(string engine, IReadOnlyList<Siege> sieges) => string.Join(
        "\n\n",
        sieges.Where(siege => siege.Engine == engine).OrderBy(siege => siege.Summary.Users)
            .Select(siege => $"$ {siege.Cell.Command}\n{TabStops.Expand(siege.Cell.Output).Trim()}"));
}
