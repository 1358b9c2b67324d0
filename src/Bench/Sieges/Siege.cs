using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>One siege: what was measured, with what siege printed as figures.</summary>
internal sealed record Siege(Cell Cell, SiegeSummary Summary)
{
    /// <summary>How often siege did not end and had to be started again, under this name in a cell.</summary>
    public const string Hangs = "siege-hangs";

    public string Engine => Cell.Subject;

    /// <summary>The command line without what differs from siege to siege.</summary>
    public string GeneralCommand => string.Join(' ', Cell.Command.Split(' ').Select(word =>
        word.StartsWith("--concurrent=", StringComparison.Ordinal) ? "--concurrent=N"
        : word.StartsWith("http://", StringComparison.Ordinal) ? $"http://127.0.0.1:PORT{new Uri(word).AbsolutePath}"
        : word));

    /// <summary>CPU time of the server for each transaction.</summary>
    public double? ServerMicroseconds => Summary.Transactions > 0 && Cell.Measured.TryGetValue(Figures.ServerCpu, out double seconds)
        ? seconds * 1e6 / Summary.Transactions
        : null;

    /// <summary>What was measured beside siege; 0 if it was not.</summary>
    public double Of(string figure) => Cell.Measured.GetValueOrDefault(figure);

    public static IReadOnlyList<Siege> AllOf(BenchRun run) =>
        [.. run.Cells.Select(cell => new Siege(cell, SiegeSummary.Parse(cell.Output)))];

    /// <summary>An engine as a report calls it.</summary>
    public static string NameOf(string engine) => engine == WeftServer.Engines[0] ? $"{engine} (baseline)" : engine;
}
