using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Wrk2;
using Xunit;

namespace Weft.Tests.Bench.Wrk2;

public sealed class Wrk2ReportTests
{
    private static readonly string Good = Sample.Read("wrk2-latency.txt");

    /// <summary>Runs that differ in rate by less than the noise are told apart by the latency of the unlucky.</summary>
    [Fact]
    public void The_best_run_keeps_the_rate_and_has_the_lowest_p99()
    {
        Reading slow = Reading("Requests/sec:   9800.00", "p99 1.00ms");
        Reading first = Reading("Requests/sec:  10000.00", "p99 9.00ms");
        Reading second = Reading("Requests/sec:   9950.00", "p99 8.00ms");
        Assert.Same(second, Wrk2Report.Best([slow, first, second]));
    }

    [Fact]
    public void The_page_has_a_row_for_the_best_the_median_and_the_spread_of_each_engine_and_the_raw_output_of_the_best()
    {
        string page = Page(SampleRun.Of("wrk2",
            SampleRun.Cell("single", 1, Good.Replace("9992.75", "9993.75", StringComparison.Ordinal).Replace("137.34ms", "90.00ms", StringComparison.Ordinal)),
            SampleRun.Cell("single", 2, Good),
            SampleRun.Cell("single", 3, Sample.Read("wrk2-statuses.txt")),
            SampleRun.Cell("async", 1, Good)));
        Assert.Contains("| single | best run | 9 994 | 12.65 | 19.37 | 5.71 | 56.35 | 90.00 | 156.16 | 163.58 | 0 |\n", Plain(page), StringComparison.Ordinal);
        Assert.Contains("|  | median of 3 | 9 993 | 12.65 | 19.37 | 5.71 | 56.35 | 90.00 | 156.16 | 163.58 | 0 |\n", Plain(page), StringComparison.Ordinal);
        Assert.Contains("|  | from – to † | 200 – 9 994 | 0.13 – 12.65 | 5.32 – 19.37 | 2.01 – 5.71 | 15.34 – 56.35 | 42.17 – 137.34 | 54.59 – 156.16 | 54.56 – 163.58 | 0 – 400 |\n", Plain(page), StringComparison.Ordinal);
        Assert.Contains("| async | best run | 9 993 |", Plain(page), StringComparison.Ordinal);
        Assert.DoesNotContain("median of 1", page, StringComparison.Ordinal);
        Assert.Contains("single, run 1</summary>\n\n```text\n$ wrk -t10 <c10> http://127.0.0.1:12345/page.html\nRunning 12s test", page, StringComparison.Ordinal);
        Assert.DoesNotContain("single, run 2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Not whole", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_says_that_it_is_one()
    {
        BenchRun run = SampleRun.Of("wrk2", SampleRun.Cell("single", 1, Good));
        Assert.Contains("**Not whole.", Page(run with { IsWhole = false }), StringComparison.Ordinal);
        Assert.Contains("**A quick run", Page(run with { IsQuick = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_did_not_keep_the_rate_is_marked()
    {
        string Row(string rate) => Plain(Page(SampleRun.Of("wrk2", SampleRun.Cell("single", 1, Good.Replace("9992.75", rate, StringComparison.Ordinal)))))
            .Split('\n').Single(line => line.StartsWith("| single |", StringComparison.Ordinal));
        Assert.Contains("| best run | 9 901 |", Row("9901.00"), StringComparison.Ordinal);
        Assert.Contains("| best run † | 9 899 |", Row("9899.00"), StringComparison.Ordinal);
    }

    private static string Page(BenchRun run) => Assert.Single(Reports.Of(run), file => file.Path == "benchmark.md").Text;

    private static string Plain(string page) => page.Replace(Number.GroupSpace, ' ');

    private static Reading Reading(string rate, string p99)
    {
        string output = Good.Replace("Requests/sec:   9992.75", rate, StringComparison.Ordinal).Replace("137.34ms", p99[4..], StringComparison.Ordinal);
        return new Reading(SampleRun.Cell("single", 1, output), Wrk2Output.Parse(output));
    }
}
