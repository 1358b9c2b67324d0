using System.Globalization;
using Weft.Bench.Measuring;

namespace Weft.Bench.Reporting;

/// <summary>Where figures come from: whoever doubts them can judge by this, and take them again.</summary>
internal static class Provenance
{
    /// <summary>The section that every report has.</summary>
    public static IReadOnlyList<Block> Of(BenchRun run) =>
    [
        new Heading("On what it was measured"),
        new Facts(
        [
            ("Command", run.CommandLine),
            ("Commit", run.Commit),
            ("Began", Time(run.Started)),
            ("Ended", Time(run.Finished)),
            ("Processor", $"{run.Machine.Processor}, {(run.Machine.Cores == 1 ? "1 core" : $"{Number.Format(run.Machine.Cores)} cores")}"),
            ("Memory", $"{Number.Format(run.Machine.MemoryBytes / (double)(1 << 30), 1)} GiB"),
            ("Kernel", run.Machine.Kernel),
            ("System", run.Machine.OperatingSystem),
            ("Runtime", run.Machine.Runtime),
            .. Sharing(run.Machine),
            ("Other work", OtherWork(run)),
            .. run.Versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => (version.Key, Bare(version))),
        ]),
    ];

    /// <summary>What has to be said before any figure: that they are too few, or of no worth.</summary>
    public static IReadOnlyList<Block> Warnings(BenchRun run)
    {
        List<Block> warnings = [];
        if (run.IsQuick)
            warnings.Add(new Paragraph("**A quick run.** It shows that the instrument works. Its figures say nothing about any server."));
        if (!run.IsWhole)
            warnings.Add(new Paragraph("**Not whole.** Some of it was not measured, because the run was interrupted or a server failed, and is missing here."));
        return warnings;
    }

    // Server and client are sessions of their own.
    private static IEnumerable<(string, string)> Sharing(Machine machine) => machine.IsSharedBySession switch
    {
        true => [("Scheduler", "shares by session (autogroup): as much for the server as for its client")],
        false => [("Scheduler", "shares by thread: more for whichever of server and client has more threads")],
        null => [],
    };

    private static string OtherWork(BenchRun run)
    {
        double[] shares = [.. run.Cells.Where(cell => cell.Measured.ContainsKey(Figures.OtherCpu)).Select(cell => 100 * cell.OtherShare(run.Machine.Cores))];
        return Summary.Of(shares) is { } others
            ? $"{Number.Format(others.Median, 1)} % of the processors (median of all measurements; {Number.Format(others.High, 1)} % at most)"
            : "not measured";
    }

    // "siege 4.0.7" says its name, and so does what stands before it.
    private static string Bare(KeyValuePair<string, string> version) =>
        version.Value.StartsWith($"{version.Key} ", StringComparison.OrdinalIgnoreCase) ? version.Value[(version.Key.Length + 1)..] : version.Value;

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
