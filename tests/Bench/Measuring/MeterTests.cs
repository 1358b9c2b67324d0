using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Tests.Bench.Measuring;

/// <summary>Who used the processors.</summary>
public sealed class MeterTests
{
    [Fact]
    public void All_that_is_not_idle_is_work_and_so_is_what_the_host_took()
    {
        Assert.Equal(1.0 + 2 + 3 + 6 + 7 + 8, Meter.MachineSeconds("cpu  100 200 300 400000 500000 600 700 800 900 1000"), 9);
    }

    [Fact]
    public void Others_are_whoever_is_neither_the_server_nor_the_bench_nor_its_tool()
    {
        Consumption used = new(Server: 3, Own: 0.5, Machine: 6);
        Assert.Equal(0.5, used.Others(tool: 2), 9);
        Assert.Equal(0, used.Others(tool: 3));
    }

    [Fact]
    public void Work_of_this_program_is_its_own_and_the_machines()
    {
        Meter meter = new(new ProcessTree(Environment.ProcessId));
        TimeSpan enough = Environment.CpuUsage.TotalTime + TimeSpan.FromSeconds(0.3);
        while (Environment.CpuUsage.TotalTime < enough)
            Thread.SpinWait(1000);
        Consumption used = meter.Read();
        Assert.InRange(used.Own, 0.25, double.MaxValue);
        Assert.InRange(used.Server, 0.25, double.MaxValue);
        Assert.InRange(used.Machine, 0.25, double.MaxValue);
    }
}
