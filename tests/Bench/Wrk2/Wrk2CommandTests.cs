using System.Runtime.InteropServices;
using Weft.Bench.Measuring;
using Weft.Bench.Running;
using Weft.Bench.Wrk2;
using Xunit;

namespace Weft.Tests.Bench.Wrk2;

/// <summary><c>./bench wrk2</c> as a user starts it, with a program that prints what wrk2 once printed.</summary>
[Trait("Lane", "bench")]
public sealed partial class Wrk2CommandTests : IDisposable
{
    private const int Interrupt = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly BenchProgram _bench = new();

    private string Report => _folder.PathTo("out/benchmark.md");

    private string Source => _folder.PathTo("out/docs/reports/wrk2.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_quick_run_measures_every_engine_writes_its_report_and_leaves_nobody()
    {
        ToolResult result = await RunAsync(FakeWrk2());
        Assert.True(result.ExitCode == 0, result.Errors);
        string[] said = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(WeftServer.Engines, engine => Assert.Contains(said, line => line.TrimStart().StartsWith($"{engine} ", StringComparison.Ordinal)));
        Assert.Equal($"All of it: {Report}", said[^1]);
        _bench.AssertLeftNobody();

        var run = BenchRun.Read(Source);
        Assert.True(run is { IsWhole: true, IsQuick: true });
        Assert.Equal(WeftServer.Engines, run.Cells.Select(cell => cell.Subject));
        Assert.All(run.Cells, cell =>
        {
            Assert.Equal(Sample.Read("wrk2-latency.txt"), cell.Output);
            Assert.Matches(@"^wrk2 -t10 -c10 -d1s -R10000 -L http://127\.0\.0\.1:\d+/page\.html$", cell.Command);
            Assert.InRange(cell.Measured[Figures.Memory], 1e6, 1e9);
        });
        // Where things are on this machine is in neither.
        Assert.DoesNotContain(_folder.Path, await File.ReadAllTextAsync(Source) + await File.ReadAllTextAsync(Report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_interrupted_is_kept_reported_and_gone_on_with()
    {
        string waiting = _folder.PathTo("waiting");
        string patient = FakeWrk2($"[ ! -e {_folder.PathTo("once")} ] || {{ : > {waiting}; exec sleep 1000; }}\n: > {_folder.PathTo("once")}");
        using (Session bench = _bench.Start(Arguments(patient, "--only", "thread,process")))
        {
            Task<string> errors = bench.Process.StandardError.ReadToEndAsync();
            while (!File.Exists(waiting))
            {
                Assert.False(bench.Process.HasExited);
                await Task.Delay(10);
            }
            Assert.Equal(0, Kill(bench.Process.Id, Interrupt));
            await bench.Process.WaitForExitAsync().WaitAsync(BenchProgram.Patience);
            Assert.Equal(130, bench.Process.ExitCode);
            Assert.Contains("1 measurements are kept", await errors, StringComparison.Ordinal);
        }
        _bench.AssertLeftNobody();
        Assert.Equal("thread", Assert.Single(BenchRun.Read(Source).Cells).Subject);
        Assert.Contains("**Not whole.", await File.ReadAllTextAsync(Report), StringComparison.Ordinal);
        Assert.False(BenchRun.Read(Source).IsWhole);

        ToolResult rest = await RunAsync(FakeWrk2(), "--only", "thread,process");
        Assert.Contains("1 of 2 measurements are taken over", rest.Errors, StringComparison.Ordinal);
        var run = BenchRun.Read(Source);
        Assert.True(run.IsWhole);
        Assert.Equal(["thread", "process"], run.Cells.Select(cell => cell.Subject));

        ToolResult again = await RunAsync(FakeWrk2(), "--only", "thread,process", "--fresh");
        Assert.DoesNotContain("taken over", again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_wrk2_is_missing_it_says_what_to_do()
    {
        string path = _folder.PathTo("path");
        Directory.CreateDirectory(path);
        foreach (string needed in (string[])["setsid", "env"])
            File.CreateSymbolicLink(Path.Combine(path, needed), Programs.Find(needed)!);
        ToolResult result = await _bench.RunWithPathAsync(path, Arguments(null));
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("bench: wrk2 is missing. It is not packaged: build it from its source (github.com/giltene/wrk2)", result.Errors, StringComparison.Ordinal);
        Assert.Equal(1, result.Errors.Count(character => character == '\n'));
        Assert.False(Directory.Exists(_folder.PathTo("out")));
    }

    /// <summary>wrk shows the same name and version, and complains of -R.</summary>
    [Fact]
    public async Task Wrk_is_not_taken_for_wrk2()
    {
        string wrk = _folder.WriteScript("wrk", "echo \"$0: invalid option -- 'R'\" >&2; echo 'wrk 4.1.0 [epoll]'; exit 1");
        ToolResult result = await RunAsync(wrk);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"bench: {wrk} is not wrk2: it does not take -R.", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--runs: '0' is not", "--runs", "0")]
    [InlineData("--runs: 'many' is not", "--runs", "many")]
    [InlineData("--only: 'fast' is not one of single, thread,", "--only", "single,fast")]
    [InlineData("'--rounds' is no option here", "--rounds", "3")]
    public async Task A_wrong_option_is_named_in_one_line(string line, params string[] arguments)
    {
        ToolResult result = await _bench.RunAsync(["wrk2", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"bench: {line}", result.Errors, StringComparison.Ordinal);
        Assert.Equal(1, result.Errors.Count(character => character == '\n'));
    }

    /// <summary>The real one, where there is one.</summary>
    [Fact]
    public async Task What_the_real_wrk2_prints_is_understood()
    {
        string? named = Environment.GetEnvironmentVariable("WEFT_WRK2");
        string program;
        try
        {
            program = await Wrk2Program.FindAsync(named, CancellationToken.None);
        }
        catch (Weft.Bench.BenchException missing) when (named is null)
        {
            Assert.Contains("wrk2 is missing", missing.Message, StringComparison.Ordinal);
            return;
        }
        ToolResult result = await RunAsync(program, "--only", "event-loop");
        Assert.True(result.ExitCode == 0, result.Errors);
        var figures = Wrk2Output.Parse(Assert.Single(BenchRun.Read(Source).Cells).Output);
        Assert.True(figures.Requests > 0);
        _bench.AssertLeftNobody();
    }

    private Task<ToolResult> RunAsync(string wrk2, params string[] more) => _bench.RunAsync(Arguments(wrk2, more));

    private string[] Arguments(string? wrk2, params string[] more) =>
        ["wrk2", "--quick", "--output", _folder.PathTo("out"), .. wrk2 is null ? [] : (string[])["--wrk2", wrk2], .. more];

    /// <summary>A program that takes -R and prints a sample.</summary>
    private string FakeWrk2(string first = ":") => _folder.WriteScript("wrk2", $"""
        if [ "$1" = -R ]; then echo 'wrk 4.0.0 [epoll] Copyright (C) 2012'; echo '  -R, --rate <T>'; exit 1; fi
        {first}
        cat {Sample.PathTo("wrk2-latency.txt")}
        """);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
