using Weft.Bench.Measuring;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Measuring;

/// <summary>What is kept from one run to the next.</summary>
public sealed class RecorderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_measured_is_taken_over()
    {
        await TakeAsync("1");
        BenchRun again = await TakeAsync("2");
        Assert.Equal("1", again.Cells.Single().Output);
        Assert.True(again.IsWhole);
    }

    [Fact]
    public async Task What_was_refused_is_measured_again_and_until_then_the_run_is_not_whole()
    {
        BenchRun refused = await TakeAsync($"{Cell.Refused}it did not start\n");
        Assert.False(refused.IsWhole);
        Assert.Single(refused.Cells);
        BenchRun again = await TakeAsync("2");
        Assert.Equal("2", again.Cells.Single().Output);
        Assert.True(again.IsWhole);
    }

    private async Task<BenchRun> TakeAsync(string output)
    {
        using var progress = Progress.OnStandardError();
        RunSettings settings = new()
        {
            Suite = "compare",
            CommandLine = "./bench compare",
            IsQuick = false,
            IsFresh = false,
            Versions = new Dictionary<string, string>(StringComparer.Ordinal),
        };
        var recorder = await Recorder.OpenAsync(Workspace.Open(_folder.Path, isFull: true), settings, progress, CancellationToken.None);
        recorder.Plan([("nginx", "page.html", 1, 0.0)]);
        await recorder.TakeAsync("nginx", "page.html", 1, 0, () => Task.FromResult(SampleRun.Cell("nginx", 1, output)));
        return recorder.Finish();
    }
}
