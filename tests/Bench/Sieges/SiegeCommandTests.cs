using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Sieges;

/// <summary>The whole of <c>./bench siege</c>, as a user starts it, in a few seconds.</summary>
[Trait("Lane", "bench")]
public sealed class SiegeCommandTests
{
    private static readonly string[] Kinds = ["json", "md", "html", "csv", "svg", "pdf"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_quick_siege_writes_every_report_and_leaves_nothing_behind()
    {
        using TemporaryFolder folder = new();
        string mark = Guid.NewGuid().ToString();
        ToolResult result = await Tool.RunAsync(Bench(folder, "WEFT_TEST", mark), Patience, CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Errors);

        string[] reports = [.. Kinds.Select(kind => folder.PathTo($"docs/reports/siege.{kind}"))];
        string[] said = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Pages per second", said[0], StringComparison.Ordinal);
        Assert.Equal($"All of it: {folder.PathTo("docs/reports/siege.html")}", said[^1]);
        Assert.All(reports, report => Assert.True(new FileInfo(report).Length > 0, report));
        Assert.StartsWith("%PDF-", await File.ReadAllTextAsync(reports[^1]), StringComparison.Ordinal);

        var run = BenchRun.Read(reports[0]);
        Assert.True(run.IsQuick && run.IsWhole);
        Assert.Equal(6, run.Cells.Count);
        Assert.All(Reports.Of(run), file => Assert.Equal(file.Text, File.ReadAllText(folder.PathTo(file.Path))));

        Assert.DoesNotContain(ProcessStat.All(), process => HasMark(process.Id, mark));
        // siege makes itself at home wherever it is started.
        Assert.False(Directory.Exists(folder.PathTo(".siege")));
    }

    /// <summary>siege 4.0 locks itself up now and then when its time is over; this one does it the first time.</summary>
    [Fact]
    public async Task A_siege_that_does_not_end_is_laid_again()
    {
        using TemporaryFolder folder = new();
        string hung = folder.PathTo("hung");
        ToolResult result = await RunWithAsync(folder, $"""
            if [ ! -e '{hung}' ]; then touch '{hung}'; exec sleep 600; fi
            sed "s/Preparing [0-9]*/Preparing $users/" '{Sample.PathTo("siege-4.0.txt")}' >&2
            """);
        Assert.True(result.ExitCode == 0, result.Errors);
        var run = BenchRun.Read(folder.PathTo("docs/reports/siege.json"));
        Assert.Equal([1, 0], run.Cells.Select(cell => cell.Measured[Weft.Bench.Sieges.Siege.Hangs]));
        string page = await File.ReadAllTextAsync(folder.PathTo("docs/reports/siege.md"));
        Assert.Contains("It did so once here", page, StringComparison.Ordinal);
    }

    /// <summary>Where a limit of the rc file were in force, 512 users would be 255.</summary>
    [Fact]
    public async Task Other_users_than_those_asked_for_are_an_error()
    {
        using TemporaryFolder folder = new();
        ToolResult result = await RunWithAsync(folder, $"cat '{Sample.PathTo("siege-4.0.txt")}' >&2");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("siege was told to be 1 users and was 64", result.Errors, StringComparison.Ordinal);
    }

    // Runs a quick siege of one engine, with a siege that is a script.
    private static Task<ToolResult> RunWithAsync(TemporaryFolder folder, string script)
    {
        string start = """
            case $* in *--version*) echo 'SIEGE 4.0.7'; exit;; esac
            for word; do case $word in --concurrent=*) users=${word#*=};; esac; done

            """;
        folder.WriteScript("siege", start + script);
        string path = $"{folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        return Tool.RunAsync(Bench(folder, "PATH", path, "--only", "single"), Patience, CancellationToken.None);
    }

    private static ToolCommand Bench(TemporaryFolder folder, string variable, string value, params string[] options) =>
        new(Path.Combine(Workspace.FindRepository(), "bench"), ["siege", "--quick", "--output", folder.Path, .. options])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = folder.Path, [variable] = value },
        };

    // What a process starts has its variables.
    private static bool HasMark(int process, string mark)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Contains(mark, StringComparison.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
