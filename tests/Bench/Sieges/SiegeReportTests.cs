using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Sieges;
using Xunit;

namespace Weft.Tests.Bench.Sieges;

/// <summary>What the report makes of outputs that siege once printed.</summary>
[Trait("Lane", "bench")]
public sealed class SiegeReportTests
{
    private static readonly BenchRun Run = SampleRun.Of(
        "siege",
        Siege("single", 4, "siege-4.0-aborted.txt"),
        Siege("single", 64, "siege-4.0.txt"),
        Siege("event-loop", 64, "siege-4.0.txt")) with
    {
        IsWhole = false,
    };

    [Fact]
    public void The_markdown_is_as_approved() => Assert.Equal(Approved("siege.md"), File("siege.md"));

    [Fact]
    public void The_csv_is_as_approved() => Assert.Equal(Approved("siege.csv"), File("siege.csv"));

    [Fact]
    public void The_page_holds_the_chart_that_lies_beside_it()
    {
        Assert.Contains(File("siege.svg").Trim(), File("siege.html"), StringComparison.Ordinal);
        Assert.Contains("var(--bad)", File("siege.svg"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_siege_gives_times_in_milliseconds()
    {
        string page = Text(SampleRun.Of("siege", Siege("async", 8, "siege-4.2.txt")), "siege.md");
        Assert.Contains("| Response time (ms) | 2.32 |", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Concurrency ÷ rate", page, StringComparison.Ordinal);
    }

    private static string File(string name) => Text(Run, name);

    private static string Text(BenchRun run, string name) =>
        Reports.Of(run).Single(file => Path.GetFileName(file.Path) == name).Text;

    private static string Approved(string name) => System.IO.File.ReadAllText(Sample.PathTo($"approved/{name}"));

    private static Cell Siege(string engine, int users, string sample) => new()
    {
        Subject = engine,
        Workload = SiegePlan.Workload(users),
        Round = 1,
        Command = (SiegePlan.Full with { Seconds = 3 }).Command("siegerc", users, new Uri("http://127.0.0.1:12345/")).ToString(),
        Output = RepeatedErrors.Count(Sample.Read(sample)),
        Seconds = 3.01,
        Measured = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            [Figures.ServerCpu] = 2.5,
            [Figures.ClientCpu] = 1.5,
            [Figures.OtherCpu] = 0.25,
            [Figures.Memory] = 31_000_000,
            [TimeWait.Before] = 12,
            [TimeWait.After] = 14_900,
            [TimeWait.Ports] = 28_232,
            [TimeWait.Reuse] = 2,
        },
    };
}
