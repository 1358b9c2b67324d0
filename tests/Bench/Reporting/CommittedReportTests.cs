using System.Text.RegularExpressions;
using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Reporting;

/// <summary>Nothing in a report is edited by hand: each follows from the outputs that lie beside it.</summary>
[Trait("Lane", "bench")]
public sealed partial class CommittedReportTests
{
    private static readonly string Root = Workspace.FindRepository();

    private static IEnumerable<BenchRun> Committed =>
        Reports.Names.Select(name => Path.Combine(Root, Reports.SourceOf(name))).Where(File.Exists).Select(BenchRun.Read);

    [Fact]
    public async Task Reports_made_again_are_the_same()
    {
        string gnuplot = (await RunAsync("gnuplot", "--version")).Trim();
        foreach (BenchRun run in Committed)
        {
            bool isSameGnuplot = run.Versions.GetValueOrDefault("gnuplot") == gnuplot;
            foreach (ReportFile file in Reports.Of(run))
            {
                string committed = await File.ReadAllTextAsync(Path.Combine(Root, file.Path));
                Assert.Equal(Comparable(file.Text, isSameGnuplot), Comparable(committed, isSameGnuplot));
            }
        }
    }

    /// <summary>Browsers date what they print, so the words and the pages are compared.</summary>
    [Fact]
    public async Task Printed_reports_say_what_their_pages_say()
    {
        using TemporaryFolder folder = new();
        foreach (BenchRun run in Committed)
        {
            if (Reports.PrintedOf(run.Suite) is not { } printed)
                continue;
            Reports.Write(run, folder.Path);
            Assert.Equal(await WordsAsync(folder.PathTo(printed)), await WordsAsync(Path.Combine(Root, printed)));
        }
    }

    [Fact]
    public void Only_real_and_whole_measurements_of_what_is_committed_too_are_committed() =>
        Assert.All(Committed, run => Assert.True(run is { IsQuick: false, IsWhole: true } && !run.Commit.Contains('+', StringComparison.Ordinal), run.Suite));

    /// <summary>Whatever lies among the reports is a source or follows from one.</summary>
    [Fact]
    public void No_report_is_without_its_source()
    {
        string folder = Path.Combine(Root, "docs", "reports");
        IEnumerable<string> known = Committed.SelectMany(run => (string?[])
            [Reports.SourceOf(run.Suite), Reports.PrintedOf(run.Suite), .. Reports.Of(run).Select(file => file.Path)])
            .OfType<string>().Select(path => Path.Combine(Root, path));
        Assert.Empty((Directory.Exists(folder) ? Directory.GetFiles(folder) : []).Except(known, StringComparer.Ordinal));
    }

    // Another version of gnuplot puts its lines elsewhere, by a hair; what a drawing says has to be the same.
    private static string Comparable(string text, bool isSameGnuplot) =>
        isSameGnuplot ? text : SvgDrawing().Replace(text, drawing => string.Join('\n', SvgText().Matches(drawing.Value)));

    // Where a line is broken depends on how a browser measures it; how many pages there are does too, but less.
    private static async Task<string> WordsAsync(string pdf)
    {
        string text = await RunAsync("pdftotext", "-layout", pdf, "-");
        return $"{text.Count(character => character == '\f')} pages: {WhiteSpace().Replace(text, " ")}";
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        ToolResult result = await Tool.RunAsync(new ToolCommand(program, arguments), TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output;
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex SvgDrawing();

    [GeneratedRegex("<(text|title|desc)>[^<]*<")]
    private static partial Regex SvgText();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
