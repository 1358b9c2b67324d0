using Weft.Bench;
using Weft.Bench.Sieges;
using Xunit;

namespace Weft.Tests.Bench.Sieges;

public sealed class SiegeSummaryTests
{
    [Fact]
    public void It_reads_all_rows()
    {
        var summary = SiegeSummary.Parse(Sample.Read("siege-4.0.txt"));
        SiegeSummary expected = new()
        {
            Version = "4.0.7",
            Users = 64,
            IsAborted = false,
            IsInMilliseconds = false,
            Transactions = 14888,
            AvailabilityPercent = 100,
            ElapsedSeconds = 2.69,
            Megabytes = 119.83,
            ResponseSeconds = 0.01,
            Rate = 5534.57,
            MegabytesPerSecond = 44.55,
            Concurrency = 63.32,
            Successful = 14888,
            Failed = 0,
            LongestSeconds = 0.20,
            ShortestSeconds = 0,
        };
        Assert.Equal(expected, summary);
        Assert.False(summary.HasExcessiveErrors);
        Assert.Equal(63.32 / 5534.57, summary.MeanSeconds);
    }

    /// <summary>From 4.1 on, times are in milliseconds, and the hits stand further off.</summary>
    [Fact]
    public void It_reads_the_newer_way_of_printing()
    {
        var summary = SiegeSummary.Parse(Sample.Read("siege-4.2.txt"));
        Assert.Equal("4.2.0-b4", summary.Version);
        Assert.True(summary.IsInMilliseconds);
        Assert.Equal(9849, summary.Transactions);
        Assert.Equal(2.93, summary.ElapsedSeconds);
        Assert.Equal(0.00232, summary.ResponseSeconds, 9);
        Assert.Equal(0.05, summary.LongestSeconds, 9);
        Assert.Equal(89, summary.Failed);
    }

    [Theory]
    [InlineData("siege-4.0.txt", false, false)]
    [InlineData("siege-4.0-failures.txt", false, false)]
    [InlineData("siege-4.0-aborted.txt", true, true)]
    public void It_sees_who_gave_up(string sample, bool isAborted, bool isExcessive)
    {
        var summary = SiegeSummary.Parse(Sample.Read(sample));
        Assert.Equal((isAborted, isExcessive), (summary.IsAborted, summary.HasExcessiveErrors));
    }

    [Theory]
    [InlineData(9900, 100, false)]
    [InlineData(9899, 101, true)]
    [InlineData(0, 0, true)]
    public void More_than_one_in_a_hundred_is_excessive(int transactions, int failed, bool isExcessive)
    {
        SiegeSummary summary = SiegeSummary.Parse(Sample.Read("siege-4.0.txt")) with
        {
            Transactions = transactions,
            Successful = transactions,
            Failed = failed,
        };
        Assert.Equal(isExcessive, summary.HasExcessiveErrors);
    }

    /// <summary>A limit in the rc file makes siege fewer than it was told to be.</summary>
    [Fact]
    public void It_says_how_many_users_there_were() =>
        Assert.Equal(4, SiegeSummary.Parse(Sample.Read("siege-4.0-aborted.txt")).Users);

    [Theory]
    [InlineData("Failed transactions")]
    [InlineData("** Preparing")]
    [InlineData("** SIEGE")]
    public void What_is_missing_is_an_error(string start)
    {
        IEnumerable<string> lines = Sample.Read("siege-4.0.txt").Split('\n').Where(line => !line.StartsWith(start, StringComparison.Ordinal));
        Assert.Throws<BenchException>(() => SiegeSummary.Parse(string.Join('\n', lines)));
    }

    [Fact]
    public void A_unit_that_is_not_known_is_an_error()
    {
        string output = Sample.Read("siege-4.0.txt").Replace("2.69 secs", "2.69 fortnights", StringComparison.Ordinal);
        Assert.Contains("fortnights", Assert.Throws<BenchException>(() => SiegeSummary.Parse(output)).Message, StringComparison.Ordinal);
    }
}
