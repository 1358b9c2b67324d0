using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Reporting.Charts;

namespace Weft.Bench.Compare;

/// <summary>The report of <c>bench compare</c>, made from a run and from nothing else.</summary>
internal static class ComparePage
{
    public const string Folder = "docs/reports";

    public const string Source = $"{Folder}/compare.json.gz";

    /// <summary>Bars that are so many times as long as the one in the middle are not drawn: beside them the rest would be stumps.</summary>
    private const double TooLong = 5;

    public static IReadOnlyList<ReportFile> Files(BenchRun run)
    {
        IReadOnlyList<Contest> contests = Comparison.Of(run);
        Report report = Of(run, contests);
        return
        [
            new ReportFile($"{Folder}/compare.md", MarkdownPage.Render(report)),
            new ReportFile($"{Folder}/compare.html", HtmlPage.Render(report)),
            new ReportFile($"{Folder}/compare.csv", CsvFile.Render(CompareTable.Rows(run))),
            .. report.Figures.Select(figure => new ReportFile($"{Folder}/{figure.Name}.svg", figure.Svg)),
        ];
    }

    private static Report Of(BenchRun run, IReadOnlyList<Contest> contests) => new(
        "Weft beside the servers people would otherwise pick",
        "The same files, the same clients, the same machine: Weft's seven engines, six other servers, and the floor, which is the "
            + "least that any server could do. Every figure comes from `./bench compare` and can be taken again with it.",
        [
            .. Provenance.Warnings(run),
            .. CompareVerdict.Of(contests) is [_, ..] sentences ? [new Paragraph(string.Join(' ', sentences))] : Array.Empty<Block>(),
            .. Overview(contests),
            .. HowToRead(run),
            .. contests.SelectMany(Section),
            .. NativeSection.Of(contests),
            .. Control(contests),
            .. Servers(run),
            .. Provenance.Of(run),
            new Paragraph("Every measurement stands in [compare.csv](compare.csv), and with all that the tools printed in "
                + "[compare.json.gz](compare.json.gz), from which this page is made."),
        ]);

    private static IEnumerable<Block> HowToRead(BenchRun run)
    {
        int rounds = run.Cells.Select(cell => cell.Round).DefaultIfEmpty().Max();
        yield return new Heading("How to read it");
        yield return new Bullets(
        [
            "**CPU per request** is the processor time of the server, divided by the number of requests. It counts all of the server's processes, "
                + "also those that have ended. Counting begins after a warm-up of a second. Less is better. This figure is steady where requests per "
                + "second are not. For large files it is CPU per GB (10⁹ bytes).",
            "**CPU of both** adds the processor time of the client. On one machine the kernel does much of the sending while either of the two "
                + "runs, so a server with large buffers leaves more of its work to the client.",
            "**Requests per second** are what this client and this server reached together on the same processors. **Client-bound** means that the "
                + "client used more processor time than the server, and that no processor was free: a faster client would get more.",
            "**× nginx** and **× floor** say how many times as much it costs as with nginx, and as with the floor, in the same run (by the medians).",
            "**p50** and **p99** are wrk's latencies. All clients ask again as soon as they are answered, so these say little more than the rate does. "
                + "Latency at a fixed rate is in [benchmark.md](../../benchmark.md).",
            (rounds > 1
                ? $"Each figure is the **median of {Number.Format(rounds)} rounds**. The least and the most stand beside it. "
                : "Each figure is from **one round**, so it does not say which of two servers is better. ")
                + "A round goes through all servers, the next one in the opposite order (A B C, C B A), so that a change of the machine meets all of them.",
            "**≈** means a tie: the measurements of the two servers overlap, or they differ by no more than weft-event-loop and "
                + "weft-event-loop (again), which are the same server.",
            "For **downloads**, bytes and CPU are counted after a third of the time, when all buffers are full. The client is a single thread. Where "
                + "it is the slower side, its own order makes the server look fair.",
            "**Memory** is the proportional set size (PSS) of all processes of the server, in the middle of the work.",
            "A **dagger** (†) marks a figure with a remark under its table: errors, fewer connections than the others, a client that was the slower "
                + "side, or a machine that had other work.",
        ]);
    }

    private static IEnumerable<Block> Overview(IReadOnlyList<Contest> contests)
    {
        string[] names = [.. Subjects.Names.Where(name => contests.Any(contest => contest.Find(name) is not null))];
        if (contests.All(contest => contest.Find(Subjects.Nginx) is null))
            yield break;
        yield return new Heading("All at a glance");
        yield return new Paragraph("Each column is something the servers were asked to do:");
        yield return new Bullets([.. contests.Select(contest => $"**{contest.Workload.Name}**: {contest.Workload.Meaning}")]);
        yield return new Table(
            "Each figure is the server's CPU per request, as a multiple of nginx's: 0.5 is half as much. For large files it is CPU per GB, and for `start` the "
                + "time to the first answer. ≈ marks a tie: the difference is no larger than the noise. † marks a remark, which stands under the table of "
                + "that workload.",
            [new Column("Server", IsText: true), .. contests.Select(contest => new Column(contest.Workload.Name))],
            [.. names.Select(name => (IReadOnlyList<Entry>)[Subjects.Find(name).Label, .. contests.Select(contest => Glance(contest, name))])]);
    }

    private static Entry Glance(Contest contest, string name) => contest.Find(name) is { } row && ContestTable.RatioText(contest, row, Subjects.Nginx) is { Length: > 0 } ratio
        ? new Entry(ratio, ContestTable.NameOf(row).IsMarked)
        : new Entry("–");

    private static IEnumerable<Block> Section(Contest contest)
    {
        yield return new Heading(contest.Workload.Title);
        yield return new Paragraph($"{contest.Workload.Story} In `--only` it is `{contest.Workload.Name}`.");
        if (Verdict(contest) is { } verdict)
            yield return new Paragraph(verdict);
        if (contest.Rows.Any(row => row[contest.Measure] is not null))
            yield return Chart(contest);
        yield return ContestTable.Of(contest);
        if (ContestTable.Remarks(contest) is [_, ..] remarks)
            yield return new Bullets(remarks);
    }

    private static string? Verdict(Contest contest)
    {
        // Who was measured once has no spread to be inside of.
        if (contest.Leaders() is not [var first, ..] leaders || contest.Rows.Any(row => row.Rounds < 2))
            return null;
        string what = contest.Measure == Metric.FirstAnswer ? "First to answer" : "Lowest CPU";
        return leaders.Count == 1
            ? $"{what}: **{first.Subject.Label}**."
            : $"{what}: **{first.Subject.Label}**, tied within the noise with {string.Join(", ", leaders.Skip(1).Select(row => row.Subject.Label))}.";
    }

    private static Figure Chart(Contest contest)
    {
        (string name, string unit) = ContestTable.MeasureOf(contest);
        Bar[] bars =
        [
            .. ContestTable.Ranked(contest).Where(row => row[contest.Measure] is not null).Select(row => BarOf(row, row[contest.Measure]!.Value)),
        ];
        double middle = Summary.Of(bars.Select(bar => bar.Value))!.Value.Median;
        Bar[] drawn = [.. bars.Where(bar => bar.Value <= TooLong * middle)];
        IEnumerable<string> left = bars.Except(drawn).Select(bar => $"{bar.Name} ({Number.Significant(bar.Value)})");
        string caption = $"{name} in {unit}: the median, and a line from the least to the most. Less is better."
            + (drawn.Length < bars.Length ? $" Too long to be drawn: {string.Join(", ", left)}." : "");
        BarChart chart = new($"{contest.Workload.Title}: {name}", $"{name}, {unit}", drawn);
        return Drawing.Of($"compare-{contest.Workload.Name}", chart, caption);
    }

    private static Bar BarOf(Row row, Summary figure) =>
        new(row.Subject.Label, figure.Median, figure.Low, figure.High, row.Subject.Kind, ContestTable.NameOf(row).IsMarked);

    private static IEnumerable<Block> Control(IReadOnlyList<Contest> contests)
    {
        Contest[] with = [.. contests.Where(contest => contest.Find(Subjects.ControlAgain) is { } again && contest.Ratio(again, Subjects.Control) is not null)];
        if (with.Length == 0)
            yield break;
        yield return new Heading("The control: Weft beside itself");
        yield return new Paragraph(
            "weft-event-loop (again) is weft-event-loop, measured a second time among the others (`weft-event-loop-again` in `--only`). Their ratio should be 1; how far it "
            + "is from that shows how far two figures may be apart and mean nothing.");
        yield return new Table(
            "",
            [new Column("Workload", IsText: true), new Column("Ratio"), new Column("Least to most"), new Column("1 is within", IsText: true)],
            [.. with.Select(contest => ControlRow(contest.Workload, contest.Ratio(contest.Find(Subjects.ControlAgain)!, Subjects.Control)!.Value))]);
    }

    private static IReadOnlyList<Entry> ControlRow(Workload workload, Summary ratio) =>
    [
        workload.Title,
        Number.Format(ratio.Median, 3),
        $"{Number.Format(ratio.Low, 3)}–{Number.Format(ratio.High, 3)}",
        ratio is { Low: <= 1, High: >= 1 } ? "yes" : "no",
    ];

    private static IEnumerable<Block> Servers(BenchRun run)
    {
        yield return new Heading("The servers");
        yield return new Paragraph(
            "Each runs as a plain process on the loopback, with as many workers as there are processors, no log of requests, and "
            + "nothing of the system's configuration. Before it is measured, its answers are compared with the files, byte for byte.");
        yield return new Facts([.. Subjects.All.Where(subject => run.Cells.Any(cell => cell.Subject == subject.Name)).Select(subject => (subject.Label, subject.Story))]);
        foreach (Cell cell in run.Cells.Where(cell => cell.Workload == Comparison.Configuration))
            yield return new Listing($"{cell.Subject}: {cell.Command}", cell.Output);
    }
}
