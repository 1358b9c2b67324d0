using Weft.Bench.Compare;
using Weft.Bench.Measuring;
using Weft.Bench.Sieges;
using Weft.Bench.Wrk2;

namespace Weft.Bench.Reporting;

/// <summary>One file of a report.</summary>
/// <param name="Path">Where it goes, from the root of the repository.</param>
/// <param name="Text">All of it.</param>
internal sealed record ReportFile(string Path, string Text);

/// <summary>
/// The reports of a suite: the source, and the files that follow from it and from nothing else. No clock, no machine and
/// no chance has a part in them, so that they can be made again at any time and compared byte for byte.
/// </summary>
internal static class Reports
{
    private static readonly Dictionary<string, Suite> Suites = new(StringComparer.Ordinal)
    {
        ["siege"] = new(SiegeReport.Source, SiegeReport.Files, SiegeTable.Outcome) { Printed = SiegeReport.Printed },
        ["wrk2"] = new("docs/reports/wrk2.json", Wrk2Report.Files, Wrk2Report.Outcome),
        ["compare"] = new(ComparePage.Source, ComparePage.Files, ContestTable.Outcome),
    };

    public static IEnumerable<string> Names => Suites.Keys;

    /// <summary>Where the source of a suite's reports is, from the root of the repository.</summary>
    public static string SourceOf(string suite) => Suites[suite].Source;

    /// <summary>Where the page goes when it is printed; null if it is not. What a browser prints bears a date: it is none of the files.</summary>
    public static string? PrintedOf(string suite) => Suites[suite].Printed;

    /// <summary>The files that follow from a run.</summary>
    public static IReadOnlyList<ReportFile> Of(BenchRun run) => Suites[run.Suite].Files(run);

    /// <summary>What a run has measured, in tables that fit a terminal.</summary>
    public static IEnumerable<Table> Outcome(BenchRun run) => Suites[run.Suite].Outcome(run);

    /// <summary>Writes the source and all that follows from it, and returns the full paths of what was written.</summary>
    public static IReadOnlyList<string> Write(BenchRun run, string folder)
    {
        string source = Path.Combine(folder, SourceOf(run.Suite));
        run.Write(source);
        return [source, .. WriteFiles(run, folder)];
    }

    /// <summary>Writes again what follows from the source that is there.</summary>
    public static IReadOnlyList<string> Rebuild(string suite, string folder)
    {
        string source = Path.Combine(folder, SourceOf(suite));
        return File.Exists(source)
            ? WriteFiles(BenchRun.Read(source), folder)
            : throw new BenchException($"{source} is not there: ./bench {suite} makes it");
    }

    private static List<string> WriteFiles(BenchRun run, string folder)
    {
        List<string> written = [];
        foreach (ReportFile file in Of(run))
        {
            string path = Path.Combine(folder, file.Path);
            WholeFile.Write(path, file.Text);
            written.Add(path);
        }
        if (Suites[run.Suite].Printed is { } pdf)
        {
            string path = Path.Combine(folder, pdf);
            Pdf.Print(Path.ChangeExtension(path, "html"), path);
            written.Add(path);
        }
        return written;
    }

    private sealed record Suite(string Source, Func<BenchRun, IReadOnlyList<ReportFile>> Files, Func<BenchRun, IEnumerable<Table>> Outcome)
    {
        /// <summary>Where the page of the same name goes when it is printed; null if it is not.</summary>
        public string? Printed { get; init; }
    }
}
