using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Tests.Bench.Measuring;

public sealed class BenchRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("run.json")]
    [InlineData("run.json.gz")]
    public void It_comes_back_as_it_was_and_gives_the_same_bytes_again(string name)
    {
        BenchRun run = SampleRun.Of("wrk2", SampleRun.Cell("thread", 1, "a + \"b\" <é>\n"), SampleRun.Cell("async", 2, ""));
        run.Write(_folder.PathTo(name));
        var back = BenchRun.Read(_folder.PathTo(name));
        Assert.Equal(run.Cells.Select(cell => cell.Output), back.Cells.Select(cell => cell.Output));
        Assert.Equal(12.34, back.Cells[1].Measured[Figures.ServerCpu]);
        Assert.Equal(run.Machine, back.Machine);
        Assert.Equal(run.Versions, back.Versions);
        Assert.Equal(run.Started, back.Started);

        byte[] first = File.ReadAllBytes(_folder.PathTo(name));
        back.Write(_folder.PathTo(name));
        Assert.Equal(first, File.ReadAllBytes(_folder.PathTo(name)));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
