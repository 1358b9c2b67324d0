using Weft.Bench.Measuring;

namespace Weft.Tests.Bench;

/// <summary>A run that never was.</summary>
internal static class SampleRun
{
    public static BenchRun Of(string suite, params Cell[] cells) => new()
    {
        Suite = suite,
        CommandLine = $"./bench {suite}",
        Commit = "0123456789abcdef0123456789abcdef01234567",
        IsQuick = false,
        IsWhole = true,
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Finished = new DateTimeOffset(2026, 1, 2, 3, 24, 5, TimeSpan.Zero),
        Machine = new Machine
        {
            Processor = "A processor",
            Cores = 2,
            MemoryBytes = 4L * 1024 * 1024 * 1024,
            Kernel = "Linux 6.1",
            OperatingSystem = "A system",
            Runtime = ".NET 10",
            IsSharedBySession = true,
        },
        Versions = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["weft"] = "weft 0.1.0" },
        Cells = cells,
    };

    public static Cell Cell(string subject, int round, string output) => new()
    {
        Subject = subject,
        Workload = "page.html",
        Round = round,
        Command = "wrk -t10 <c10> http://127.0.0.1:12345/page.html",
        Output = output,
        Seconds = 30.01,
        Measured = new SortedDictionary<string, double>(StringComparer.Ordinal) { [Figures.ServerCpu] = 12.34 },
    };
}
