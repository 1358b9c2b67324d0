using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Compare;

/// <summary>The command as a user types it.</summary>
[Trait("Lane", "bench")]
public sealed class CompareCommandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_quick_run_writes_a_report_that_can_be_made_again_and_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        string scratch = Directory.CreateDirectory(folder.PathTo("scratch")).FullName;
        ToolResult run = await BenchAsync(
            scratch, "compare", "--quick", "--only", "floor,nginx,weft-thread,weft-process-pool", "--only", "1k,404,downloads,start", "--output", folder.Path);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);

        Dictionary<string, string> report = ReadAll(folder.PathTo("docs"));
        Assert.Contains("compare.html", report.Keys);
        Assert.Contains("compare-404.svg", report.Keys);
        Assert.Contains("A quick run.", report["compare.md"], StringComparison.Ordinal);
        string[] lines = report["compare.csv"].TrimEnd().Split('\n');
        Assert.Equal(1 + (4 * 4), lines.Length);
        Assert.DoesNotContain("refused", report["compare.csv"], StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, string.Concat(report.Values), StringComparison.Ordinal);

        Assert.Equal(0, (await BenchAsync(scratch, "report", "compare", "--output", folder.Path)).ExitCode);
        Assert.Equal(report, ReadAll(folder.PathTo("docs")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch));
        Assert.Empty(CommandLinesWith(scratch));
    }

    [Theory]
    [InlineData("apache")]
    [InlineData("nginx,1kb")]
    [InlineData("")]
    public async Task An_unknown_name_is_told_and_nothing_is_measured(string only)
    {
        ToolResult run = await BenchAsync(Path.GetTempPath(), "compare", "--quick", "--only", only);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"bench: --only: '{only.Split(',')[^1]}' is neither a server", run.Errors, StringComparison.Ordinal);
    }

    /// <param name="scratch">Its temporary folder, which is in the command line of every server that it starts.</param>
    /// <param name="words">What is typed.</param>
    private static Task<ToolResult> BenchAsync(string scratch, params string[] words) => Tool.RunAsync(
        new ToolCommand(Path.Combine(Workspace.FindRepository(), "bench"), words)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = scratch },
        },
        Patience,
        CancellationToken.None);

    private static List<string> CommandLinesWith(string folder)
    {
        List<string> found = [];
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                string line = File.ReadAllText(Path.Combine(process, "cmdline"));
                if (line.Contains(folder, StringComparison.Ordinal))
                    found.Add(line.Replace('\0', ' '));
            }
            catch (IOException)
            {
                // No process, or one that has ended since.
            }
        }
        return found;
    }

    private static Dictionary<string, string> ReadAll(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);
}
