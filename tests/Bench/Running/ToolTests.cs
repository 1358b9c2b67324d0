using System.Globalization;
using Weft.Bench;
using Weft.Bench.Measuring;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

/// <summary>What a tool cost is what all tools cost that end meanwhile, so these tests run when no others do.</summary>
[CollectionDefinition(nameof(ToolTests), DisableParallelization = true)]
[Collection(nameof(ToolTests))]
public sealed class ToolTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_tells_how_a_tool_ended_what_it_said_and_what_it_cost()
    {
        ToolResult result = await RunAsync(_folder.WriteScript("tool", $"echo \"$1\"; echo no >&2; {Burning.Command(0.3)}; exit 3"), "a b; c");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("a b; c\n", result.Output);
        Assert.Equal("no\n", result.Errors);
        Assert.InRange(result.CpuSeconds, 0.3, 2);
        Assert.InRange(result.Seconds, 0.3, Patience.TotalSeconds);
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_named()
    {
        BenchException refusal = await Assert.ThrowsAsync<BenchException>(() => RunAsync("no-such-tool"));
        Assert.Equal("no-such-tool is missing", refusal.Message);
    }

    [Fact]
    public async Task When_its_time_is_over_nothing_of_it_is_left()
    {
        string script = _folder.WriteScript("tool", $"sleep 1000 & echo $! > {_folder.PathTo("child")}; wait");
        BenchException refusal = await Assert.ThrowsAsync<BenchException>(
            () => Tool.RunAsync(new ToolCommand(script), TimeSpan.FromSeconds(0.5), CancellationToken.None));
        Assert.Equal("this did not end within 0.5 s: tool", refusal.Message);
        // On a busy machine it may not even have come so far.
        if (File.Exists(_folder.PathTo("child")))
            Assert.False(IsRunning(await File.ReadAllTextAsync(_folder.PathTo("child"))));
    }

    [Fact]
    public async Task A_cancel_leaves_nothing_of_it_either()
    {
        string pipe = _folder.PathTo("child");
        string script = _folder.WriteScript("tool", $"sleep 1000 & echo $! > {pipe}.part; mv {pipe}.part {pipe}; wait");
        using CancellationTokenSource cancel = new();
        Task<ToolResult> running = Tool.RunAsync(new ToolCommand(script), Patience, cancel.Token);
        while (!File.Exists(pipe))
            await Task.Delay(5);
        string child = await File.ReadAllTextAsync(pipe);
        Assert.True(IsRunning(child));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(IsRunning(child));
    }

    // Whoever adopts orphans may take a moment to reap them.
    private static bool IsRunning(string id) => ProcessStat.Read(int.Parse(id, CultureInfo.InvariantCulture)) is { HasEnded: false };

    private static Task<ToolResult> RunAsync(string program, params string[] arguments) =>
        Tool.RunAsync(new ToolCommand(program, arguments), Patience, CancellationToken.None);
}
