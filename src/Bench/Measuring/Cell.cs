namespace Weft.Bench.Measuring;

/// <summary>One measurement, with all that the tool which took it had to say.</summary>
internal sealed record Cell
{
    /// <summary>How the output begins where a server could not be measured.</summary>
    public const string Refused = "refused: ";

    /// <summary>What was measured: an engine of Weft, or a server beside it.</summary>
    public required string Subject { get; init; }

    /// <summary>What it was asked to do.</summary>
    public required string Workload { get; init; }

    /// <summary>Which repetition this is, from 1.</summary>
    public required int Round { get; init; }

    /// <summary>The tool's command line, without folders.</summary>
    public required string Command { get; init; }

    /// <summary>What the tool printed, to the letter. Figures are read from here whenever a report is made.</summary>
    public required string Output { get; init; }

    /// <summary>How long the tool ran.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the tool cannot see, such as the CPU time of the server, by the names of <see cref="Figures"/>.</summary>
    public required IReadOnlyDictionary<string, double> Measured { get; init; }

    /// <summary>Whether it holds no measurement, but why there is none.</summary>
    public bool IsRefused => Output.StartsWith(Refused, StringComparison.Ordinal);

    /// <summary>The part of all processors that something else used meanwhile, from 0 to 1.</summary>
    /// <param name="cores">Processors of the machine.</param>
    public double OtherShare(int cores) => Measured.TryGetValue(Figures.OtherCpu, out double used) && Seconds > 0 ? used / (Seconds * cores) : 0;
}

/// <summary>The names of what is measured beside a tool's own output.</summary>
internal static class Figures
{
    /// <summary>CPU seconds of the server's whole process tree while the tool ran.</summary>
    public const string ServerCpu = "server-cpu-seconds";

    /// <summary>CPU seconds of the tool itself.</summary>
    public const string ClientCpu = "client-cpu-seconds";

    /// <summary>CPU seconds that anything else on the machine used meanwhile.</summary>
    public const string OtherCpu = "other-cpu-seconds";

    /// <summary>Proportional set size of the server's whole process tree, in bytes.</summary>
    public const string Memory = "server-pss-bytes";

    /// <summary>How many processes the server was.</summary>
    public const string Processes = "server-processes";

    /// <summary>The tool's exit code, where it was not 0.</summary>
    public const string ExitCode = "tool-exit-code";
}
