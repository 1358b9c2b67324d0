using Weft.Bench.Sieges;
using Xunit;

namespace Weft.Tests.Bench.Sieges;

public sealed class SiegePlanTests
{
    [Fact]
    public void Engines_come_to_and_fro_so_that_what_drifts_drifts_for_all()
    {
        SiegePlan plan = new(["a", "b"], [1, 8, 64], 1);
        Assert.Equal([("a", 1), ("b", 1), ("b", 8), ("a", 8), ("a", 64), ("b", 64)], plan.InOrder());
    }

    [Fact]
    public void A_full_run_is_as_the_report_promises()
    {
        Assert.Equal([1, 8, 64, 128, 256, 512], SiegePlan.Full.Users);
        Assert.Equal(
            "siege -R siegerc --concurrent=512 --benchmark --time=60s http://127.0.0.1:8085/index.html",
            SiegePlan.Full.Command("siegerc", 512, new Uri("http://127.0.0.1:8085/")).ToString());
    }

    [Fact]
    public void Its_command_line_has_the_same_measured_again()
    {
        Assert.Equal("./bench siege", SiegePlan.Full.CommandLine);
        Assert.Equal("./bench siege --quick --only single,async", (SiegePlan.Quick with { Engines = ["single", "async"] }).CommandLine);
    }
}
