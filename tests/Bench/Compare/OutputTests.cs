using Weft.Bench.Compare.Outputs;
using Xunit;

namespace Weft.Tests.Bench.Compare;

/// <summary>What load tools printed, read.</summary>
public sealed class OutputTests
{
    [Fact]
    public void Wrk_tells_requests_bytes_and_latencies()
    {
        WrkOutput wrk = WrkOutput.Parse(Sample.Read("wrk-latency.txt"))!;
        Assert.Equal(119_318, wrk.Requests);
        Assert.Equal(3.12, wrk.Seconds, 6);
        Assert.Equal(151.00 * 1024 * 1024, wrk.Bytes, 0.1);
        Assert.Equal(0.95, wrk.P50, 6);
        Assert.Equal(31.98, wrk.P99, 6);
        Assert.Equal(0, wrk.SocketErrors);
        Assert.Equal(0, wrk.ErrorStatuses);
    }

    [Fact]
    public void Wrk_tells_of_broken_connections()
    {
        WrkOutput wrk = WrkOutput.Parse(Sample.Read("wrk-broken.txt"))!;
        Assert.Equal(4 + 37_695, wrk.SocketErrors);
        Assert.Equal(0.053, wrk.P50, 6);
        Assert.Equal(10.26, wrk.P99, 6);
    }

    [Fact]
    public void Wrk_tells_of_other_statuses_and_may_keep_silent_about_latency()
    {
        WrkOutput wrk = WrkOutput.Parse(Sample.Read("wrk-statuses.txt"))!;
        Assert.Equal(61_058, wrk.ErrorStatuses);
        Assert.Equal(wrk.Requests, wrk.ErrorStatuses);
        Assert.Equal(0, wrk.P50);
    }

    [Fact]
    public void What_wrk_says_when_nobody_listens_is_no_measurement()
    {
        Assert.Null(WrkOutput.Parse("unable to connect to 127.0.0.1:9911 Connection refused\n"));
    }

    [Theory]
    [InlineData("h2load.txt", 5000, 0, 10_998.39, 1.44)]
    [InlineData("h2load-duration.txt", 42_325, 0, 21_162.50, 0.377)]
    [InlineData("h2load-statuses.txt", 0, 100, 7655.80, 0.499)]
    [InlineData("h2load-broken.txt", 30_820, 169_180, 30_547.18, 0.128)]
    public void H2load_tells_requests_failures_rate_and_time(string sample, long succeeded, long failed, double rate, double time)
    {
        H2loadOutput h2load = H2loadOutput.Parse(Sample.Read(sample))!;
        Assert.Equal(succeeded, h2load.Succeeded);
        Assert.Equal(failed, h2load.Failed);
        Assert.Equal(rate, h2load.RequestsPerSecond);
        Assert.Equal(time, h2load.MeanTime, 6);
    }

    [Fact]
    public void What_h2load_says_of_its_options_is_no_measurement()
    {
        Assert.Null(H2loadOutput.Parse("h2load: unrecognized option '--nothing'\n"));
    }

    [Fact]
    public void Clients_of_our_own_are_read_as_they_tell()
    {
        var idle = IdleOutput.Parse("idle clients: 500\nidle answered: 400\nidle opening seconds: 1.250\nidle still open: 399\n" + Sample.Read("wrk-latency.txt"));
        Assert.Equal(new IdleOutput(500, 400, 1.25, 399), idle);

        var downloads = DownloadOutput.Parse("downloads: 3\nconnected: 2\nbroken: 1\nseconds: 3.000\ncounted seconds: 2.000\ncounted bytes: 35\nbytes of each: 10 30\n");
        Assert.Equal((3, 2, 1, 3.0), (downloads.Wanted, downloads.Connected, downloads.Broken, downloads.Seconds));
        Assert.Equal((2.0, 35.0), (downloads.CountedSeconds, downloads.CountedBytes));
        Assert.Equal([10.0, 30.0], downloads.Bytes);

        StartOutput starts = new([1.5, 12.25]);
        Assert.Equal(starts.Milliseconds, StartOutput.Parse(starts.Describe()).Milliseconds);
    }

    [Fact]
    public void A_line_that_is_missing_is_named()
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => DownloadOutput.Parse("downloads: 3\n"));
        Assert.Contains("connected", failure.Message, StringComparison.Ordinal);
    }
}
