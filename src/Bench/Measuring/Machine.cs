using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Bench.Measuring;

/// <summary>What a measurement was taken on: enough to judge it by, and nothing that says whose machine it was.</summary>
internal sealed record Machine
{
    private const string Autogroup = "/proc/sys/kernel/sched_autogroup_enabled";

    public required string Processor { get; init; }

    /// <summary>Processors that this program may run on.</summary>
    public required int Cores { get; init; }

    public required long MemoryBytes { get; init; }

    public required string Kernel { get; init; }

    public required string OperatingSystem { get; init; }

    public required string Runtime { get; init; }

    /// <summary>
    /// Whether processors are shared out by session (autogroup, see sched(7)), which gives a server as much as all the threads
    /// of its client together. Null if it is not known.
    /// </summary>
    public bool? IsSharedBySession { get; init; }

    /// <summary>This machine.</summary>
    public static Machine Current() => new()
    {
        Processor = Value("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = 1024 * long.Parse(
            Value("/proc/meminfo", "MemTotal", ':')?.Split(' ')[0] ?? "0", CultureInfo.InvariantCulture),
        Kernel = $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}",
        OperatingSystem = Value("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? "Linux",
        Runtime = RuntimeInformation.FrameworkDescription,
        IsSharedBySession = File.Exists(Autogroup) ? File.ReadAllText(Autogroup).Trim() == "1" : null,
    };

    private static string? Value(string file, string key, char separator)
    {
        if (!File.Exists(file))
            return null;
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
        return line?[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim();
    }
}
