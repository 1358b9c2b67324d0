using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Bench.Sieges;

/// <summary>
/// What siege printed, as figures. Siege 4.0 gives times in seconds and some of them without a unit, siege 4.1 gives the same
/// ones in milliseconds; here all are seconds.
/// </summary>
internal sealed partial record SiegeSummary
{
    /// <summary>From which share of failed requests on the rest says little.</summary>
    public const double MostFailures = 0.01;

    public required string Version { get; init; }

    /// <summary>The users in effect, which are fewer than those asked for where the rc file has a lower limit.</summary>
    public required int Users { get; init; }

    /// <summary>Whether siege gave up before its time because too many connections failed.</summary>
    public required bool IsAborted { get; init; }

    /// <summary>Whether response times were printed in milliseconds.</summary>
    public required bool IsInMilliseconds { get; init; }

    public required double Transactions { get; init; }

    public required double AvailabilityPercent { get; init; }

    public required double ElapsedSeconds { get; init; }

    /// <summary>In units of 1,048,576 bytes, as siege counts them.</summary>
    public required double Megabytes { get; init; }

    public required double ResponseSeconds { get; init; }

    public required double Rate { get; init; }

    public required double MegabytesPerSecond { get; init; }

    public required double Concurrency { get; init; }

    public required double Successful { get; init; }

    public required double Failed { get; init; }

    public required double LongestSeconds { get; init; }

    public required double ShortestSeconds { get; init; }

    /// <summary>The share of requests that failed; all of them if there were none.</summary>
    public double FailedShare => Transactions + Failed > 0 ? Failed / (Transactions + Failed) : 1;

    /// <summary>Whether so much failed that the other figures no longer say how fast the server is.</summary>
    public bool HasExcessiveErrors => IsAborted || FailedShare > MostFailures || Successful == 0;

    /// <summary>
    /// The mean time of a response, finer than siege prints it: its concurrency is the sum of all response times over the time
    /// elapsed, so what it is to the rate is their mean.
    /// </summary>
    public double? MeanSeconds => Rate > 0 ? Concurrency / Rate : null;

    /// <summary>Reads what siege printed with parser, verbose and JSON off.</summary>
    public static SiegeSummary Parse(string output)
    {
        (_, string unit) = Row(output, "Response time");
        return new SiegeSummary
        {
            Version = Said(VersionLine().Match(output), "its version"),
            Users = int.Parse(Said(UsersLine().Match(output), "how many users it prepares"), CultureInfo.InvariantCulture),
            IsAborted = output.Contains("siege aborted", StringComparison.Ordinal),
            IsInMilliseconds = unit == "ms",
            Transactions = Count(output, "Transactions"),
            AvailabilityPercent = Count(output, "Availability"),
            ElapsedSeconds = Time(output, "Elapsed time"),
            Megabytes = Count(output, "Data transferred"),
            ResponseSeconds = Time(output, "Response time"),
            Rate = Count(output, "Transaction rate"),
            MegabytesPerSecond = Count(output, "Throughput"),
            Concurrency = Count(output, "Concurrency"),
            Successful = Count(output, "Successful transactions"),
            Failed = Count(output, "Failed transactions"),
            LongestSeconds = Time(output, "Longest transaction"),
            ShortestSeconds = Time(output, "Shortest transaction"),
        };
    }

    private static double Count(string output, string name) => Row(output, name).Value;

    private static double Time(string output, string name)
    {
        (double value, string unit) = Row(output, name);
        return unit switch
        {
            "" or "secs" => value,
            "ms" => value / 1000,
            _ => throw new BenchException($"siege gives '{name}' in a unit that is not known here: {unit}"),
        };
    }

    private static (double Value, string Unit) Row(string output, string name)
    {
        // The last one counts: error lines come before the summary.
        Match row = SummaryRow().Matches(output).LastOrDefault(row => row.Groups["name"].Value == name)
            ?? throw new BenchException($"siege did not print '{name}': {Tail(output)}");
        return (double.Parse(row.Groups["value"].Value, CultureInfo.InvariantCulture), row.Groups["unit"].Value);
    }

    private static string Said(Match match, string what) =>
        match.Success ? match.Groups["value"].Value : throw new BenchException($"siege did not say {what}");

    private static string Tail(string output) => output.Trim() is { Length: > 400 } text ? text[^400..] : output.Trim();

    [GeneratedRegex(@"^\*\* SIEGE (?<value>\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^\*\* Preparing (?<value>\d+) concurrent users? for battle", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex UsersLine();

    [GeneratedRegex(
        @"^(?<name>[A-Z][a-z]+( [a-z]+)?):[ \t]*(?<value>\d+(\.\d+)?)[ \t]*(?<unit>[^\s\d]\S*)?[ \t]*\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex SummaryRow();
}
