using System.Globalization;

namespace Weft.Bench.Measuring;

/// <summary>CPU seconds that were used while something was measured.</summary>
/// <param name="Server">By the server's whole process tree.</param>
/// <param name="Own">By this program.</param>
/// <param name="Machine">By everything on the machine, and by its host where it is a virtual one (steal).</param>
internal readonly record struct Consumption(double Server, double Own, double Machine)
{
    /// <summary>What neither the server nor the bench nor its tool has used: work that had no business there.</summary>
    /// <param name="tool">CPU seconds of the tool; 0 where the bench itself is the client.</param>
    public double Others(double tool) => Math.Max(0, Machine - Server - Own - tool);
}

/// <summary>Reads who uses the processors from now on.</summary>
internal sealed class Meter(ProcessTree server)
{
    private readonly Consumption _start = Now(server);

    /// <summary>What has been used since.</summary>
    public Consumption Read()
    {
        Consumption now = Now(server);
        return new Consumption(now.Server - _start.Server, now.Own - _start.Own, now.Machine - _start.Machine);
    }

    /// <summary>
    /// More other work than this, as a part of the processors, and figures suffer. What the kernel's own threads do for the network
    /// is under it: up to some 7 % where gigabytes pass.
    /// </summary>
    public const double MostOthers = 0.1;

    /// <summary>How many processes wanted a processor at once, on average over the last minute.</summary>
    public static double LoadAverage() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>CPU seconds in the first line of <c>/proc/stat</c>: user, nice, system, (idle, iowait,) irq, softirq, steal.</summary>
    public static double MachineSeconds(string line)
    {
        double[] ticks = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / ProcessStat.TicksPerSecond;
    }

    private static Consumption Now(ProcessTree server) =>
        new(server.CpuSeconds(), Environment.CpuUsage.TotalTime.TotalSeconds, MachineSeconds(File.ReadLines("/proc/stat").First()));
}
