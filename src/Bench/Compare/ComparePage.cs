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
            "**CPU per request** is the processor time that the server used, in its whole process tree, children that had ended "
                + "included, by the number of requests, after a warm-up of a second. It is steady where requests per second are not. Less is "
                + "better. For large files it is CPU per GB (10⁹ bytes).",
            "**CPU of both** is that of the server and the client together. On a loopback the kernel sends on and receives in the name "
                + "of whoever happens to run: a server with large buffers leaves much of the work to the client, and one with small ones does it itself.",
            "**Requests per second** are what this client and this server reached while they shared the same processors. "
                + "**Client-bound** means that the client used more of them than the server, and none was left: a faster client would get more.",
            "**× nginx** and **× floor**: how many times what it costs nginx and the floor in the same run, by the medians.",
            "**p50** and **p99** are wrk's. All clients ask as fast as they are answered, so latency here is little else than their number by "
                + "the rate; wrk adds samples of its own for those who, it thinks, would have asked meanwhile. For latency see [benchmark.md](../../benchmark.md).",
            (rounds > 1
                ? $"Each figure is the **median of {Number.Format(rounds)} rounds**, with the least and the most of them beside it. "
                : "Each figure is from **one round**, so nothing is said about which of two servers is better. ")
                + "Rounds go to and fro through the servers (A B C, C B A), so that what changes about the machine changes for all. "
                + "**≈** means that two servers cannot be told apart: their measurements lie among one another, or are no further "
                + "apart than those of weft-event-loop and weft-event-loop (again), which are the same server measured twice.",
            "Of **downloads**, bytes and CPU are counted from a third of the time on, when all buffers are full. The client is one thread; "
                + "where it is the slower one, its own turns make the server look fair.",
            "**Memory** is the proportional set size (PSS) of the whole tree in the middle of the work.",
            "A **dagger** (†) marks what has a remark: errors, fewer connections than the others, a client that was the slower one, a machine "
                + "that had something else to do.",
        ]);
    }

    private static IEnumerable<Block> Overview(IReadOnlyList<Contest> contests)
    {
        string[] names = [.. Subjects.Names.Where(name => contests.Any(contest => contest.Find(name) is not null))];
        if (contests.All(contest => contest.Find(Subjects.Nginx) is null))
            yield break;
        yield return new Heading("All at a glance");
        yield return new Paragraph("The columns are what the servers were asked to do:");
        yield return new Bullets([.. contests.Select(contest => $"**{contest.Workload.Name}**: {contest.Workload.Title}")]);
        yield return new Table(
            "CPU for each request (for large files: for each GB; for `start`: the time to the first answer) as a multiple of what nginx takes: 0.5 is half "
                + "as much. ≈ says that the difference is no larger than the noise. † says that there is a remark, which stands under the table of that "
                + "workload: errors, fewer connections than the others, or a load tool that was slower than the server.",
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
        yield return new Facts([.. Subjects.All.Where(subject => run.Cells.Any(cell => subject.IsCalled(cell.Subject))).Select(subject => (subject.Label, subject.Story))]);
        foreach (Cell cell in run.Cells.Where(cell => cell.Workload == Comparison.Configuration))
            yield return new Listing($"{cell.Subject}: {cell.Command}", cell.Output);
    }
}
