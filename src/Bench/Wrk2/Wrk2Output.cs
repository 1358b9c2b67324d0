using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Bench.Measuring;

namespace Weft.Bench.Wrk2;

/// <summary>What wrk2 says with <c>--latency</c>, as figures.</summary>
internal sealed partial record Wrk2Output
{
    public required double RequestsPerSecond { get; init; }

    public required double BytesPerSecond { get; init; }

    public required long Requests { get; init; }

    public required double MeanSeconds { get; init; }

    public required double MaxSeconds { get; init; }

    /// <summary>Latencies in seconds by percentile, such as 99.9.</summary>
    public required IReadOnlyDictionary<double, double> Percentiles { get; init; }

    /// <summary>Connections that could not be made, broke, or were too slow to answer.</summary>
    public required long SocketErrors { get; init; }

    /// <summary>Answers that were something else than what was asked for.</summary>
    public required long BadStatuses { get; init; }

    public long Errors => SocketErrors + BadStatuses;

    /// <summary>Reads the output; an exception says what is missing in it.</summary>
    public static Wrk2Output Parse(string output)
    {
        Match latency = Find(Latency(), output, "line 'Latency'");
        Match rate = Find(Rate(), output, "line 'Requests/sec'");
        var percentiles = Percentile().Matches(output)
            .ToDictionary(line => Number(line.Groups["percent"]), line => Quantity.Seconds(line.Groups["time"].Value));
        if (percentiles.Count == 0)
            throw Missing("percentiles");
        return new Wrk2Output
        {
            RequestsPerSecond = Number(rate.Groups["requests"]),
            BytesPerSecond = Quantity.Bytes(rate.Groups["bytes"].Value),
            Requests = (long)Number(Find(Total(), output, "number of requests").Groups["requests"]),
            MeanSeconds = Quantity.Seconds(latency.Groups["mean"].Value),
            MaxSeconds = Quantity.Seconds(latency.Groups["max"].Value),
            Percentiles = percentiles,
            SocketErrors = Counts(BrokenConnections(), output),
            BadStatuses = Counts(Statuses(), output),
        };
    }

    private static Match Find(Regex pattern, string output, string what) =>
        pattern.Match(output) is { Success: true } match ? match : throw Missing(what);

    private static BenchException Missing(string what) => new($"the output of wrk2 has no {what}");

    /// <summary>The sum of the counts in a line that is there only if there is something to count.</summary>
    private static long Counts(Regex pattern, string output) =>
        pattern.Match(output).Groups["count"].Captures.Sum(count => long.Parse(count.ValueSpan, CultureInfo.InvariantCulture));

    private static double Number(Group digits) => double.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ +Latency +(?<mean>\S+) +\S+ +(?<max>\S+) +\S+%$", RegexOptions.Multiline)]
    private static partial Regex Latency();

    [GeneratedRegex(@"^ *(?<percent>\d+\.\d+)% +(?<time>\S+) *$", RegexOptions.Multiline)]
    private static partial Regex Percentile();

    [GeneratedRegex(@"^ +(?<requests>\d+) requests in \S+, \S+ read$", RegexOptions.Multiline)]
    private static partial Regex Total();

    [GeneratedRegex(@"^Requests/sec: +(?<requests>\d+\.\d+)\nTransfer/sec: +(?<bytes>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Rate();

    [GeneratedRegex(@"^ +Socket errors:(?: \w+ (?<count>\d+),?)+$", RegexOptions.Multiline)]
    private static partial Regex BrokenConnections();

    [GeneratedRegex(@"^ +Non-2xx or 3xx responses: (?<count>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Statuses();
}
