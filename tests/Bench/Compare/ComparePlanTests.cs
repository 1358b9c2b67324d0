using Weft.Bench.Compare;
using Weft.Bench.Reporting.Charts;
using Xunit;

namespace Weft.Tests.Bench.Compare;

public sealed class ComparePlanTests
{
    [Fact]
    public void A_full_run_stays_within_the_hour()
    {
        var plan = ComparePlan.Of([], isQuick: false);
        Assert.True(plan.IsFull);
        Assert.InRange(plan.Seconds, 30 * 60, 58 * 60);
    }

    [Fact]
    public void A_quick_run_stays_within_five_minutes()
    {
        Assert.InRange(ComparePlan.Of([], isQuick: true).Seconds, 60, 270);
    }

    [Fact]
    public void Rounds_go_to_and_fro()
    {
        var plan = ComparePlan.Of(["nginx", "h2o", "floor", "1k", "404"], isQuick: false);
        Assert.False(plan.IsFull);
        Assert.Equal(
            ["floor", "nginx", "h2o", "floor", "nginx", "h2o", "h2o", "nginx", "floor", "h2o", "nginx", "floor"],
            plan.InOrder().Take(12).Select(turn => turn.Subject.Name));
        Assert.Equal(["1k", "1k", "1k", "404", "404", "404", "1k"], plan.InOrder().Take(7).Select(turn => turn.Workload.Name));
        Assert.Equal([1, 2], plan.InOrder().Take(12).Select(turn => turn.Round).Distinct());
    }

    [Fact]
    public void No_server_is_called_like_a_workload()
    {
        string[] names = [.. Subjects.Names, .. Workloads.All.Select(workload => workload.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_engine_is_compared()
    {
        Assert.Equal(
            Weft.Bench.Running.WeftServer.Engines.Select(engine => $"weft-{engine}"),
            Subjects.All.Where(subject => subject is { Kind: BarKind.Own, Workloads: null }).Select(subject => subject.Name)
                .Where(name => name != Subjects.ControlAgain));
    }
}
