using Weft.Bench;
using Weft.Bench.Wrk2;
using Xunit;

namespace Weft.Tests.Bench.Wrk2;

public sealed class Wrk2OutputTests
{
    [Fact]
    public void It_reads_a_run()
    {
        var run = Wrk2Output.Parse(Sample.Read("wrk2-latency.txt"));
        Assert.Equal(9992.75, run.RequestsPerSecond);
        Assert.Equal(12.65 * 1024 * 1024, run.BytesPerSecond);
        Assert.Equal(119910, run.Requests);
        Assert.Equal(0.01937, run.MeanSeconds, 9);
        Assert.Equal(0.16358, run.MaxSeconds, 9);
        Assert.Equal([50, 75, 90, 99, 99.9, 99.99, 99.999, 100], run.Percentiles.Keys);
        Assert.Equal(0.00571, run.Percentiles[50], 9);
        Assert.Equal(0.05635, run.Percentiles[90], 9);
        Assert.Equal(0.13734, run.Percentiles[99], 9);
        Assert.Equal(0.15616, run.Percentiles[99.9], 9);
        Assert.Equal(0, run.Errors);
    }

    [Theory]
    [InlineData("wrk2-statuses.txt", 0, 400, 400)]
    [InlineData("wrk2-broken.txt", 25752, 0, 200)]
    [InlineData("wrk2-timeouts.txt", 11, 0, 1)]
    public void It_counts_what_went_wrong(string sample, long socketErrors, long statuses, long requests)
    {
        var run = Wrk2Output.Parse(Sample.Read(sample));
        Assert.Equal(socketErrors, run.SocketErrors);
        Assert.Equal(statuses, run.BadStatuses);
        Assert.Equal(requests, run.Requests);
    }

    [Fact]
    public void It_reads_seconds_and_plain_bytes()
    {
        var run = Wrk2Output.Parse(Sample.Read("wrk2-timeouts.txt"));
        Assert.Equal(3.06, run.MaxSeconds);
        Assert.Equal(222.55, run.BytesPerSecond);
    }

    /// <summary>A figure that is not there is not 0.</summary>
    [Theory]
    [InlineData("wrk2.txt", "percentiles")]
    [InlineData("h2load.txt", "line 'Latency'")]
    public void It_says_what_is_missing(string sample, string missing)
    {
        BenchException refusal = Assert.Throws<BenchException>(() => Wrk2Output.Parse(Sample.Read(sample)));
        Assert.Contains(missing, refusal.Message, StringComparison.Ordinal);
    }
}
