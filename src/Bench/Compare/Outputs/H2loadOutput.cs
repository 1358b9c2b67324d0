using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Bench.Measuring;

namespace Weft.Bench.Compare.Outputs;

/// <summary>What h2load printed.</summary>
internal sealed partial record H2loadOutput
{
    /// <summary>Requests that were answered with a status below 400.</summary>
    public required long Succeeded { get; init; }

    /// <summary>All others: refused, broken or too late.</summary>
    public required long Failed { get; init; }

    public required double RequestsPerSecond { get; init; }

    /// <summary>Milliseconds from a request to the end of its answer, on average.</summary>
    public required double MeanTime { get; init; }

    /// <summary>Reads the page; null if it is not one.</summary>
    public static H2loadOutput? Parse(string text)
    {
        Match finished = Finished().Match(text);
        Match requests = Requests().Match(text);
        Match time = Time().Match(text);
        return finished.Success && requests.Success && time.Success
            ? new H2loadOutput
            {
                Succeeded = long.Parse(requests.Groups["succeeded"].Value, CultureInfo.InvariantCulture),
                Failed = long.Parse(requests.Groups["failed"].Value, CultureInfo.InvariantCulture),
                RequestsPerSecond = double.Parse(finished.Groups["rate"].Value, CultureInfo.InvariantCulture),
                MeanTime = Quantity.Seconds(time.Groups["mean"].Value) * 1000,
            }
            : null;
    }

    [GeneratedRegex(@"^finished in \S+, (?<rate>[\d.]+) req/s", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Finished();

    // "failed" counts the errored and the timed out as well.
    [GeneratedRegex(@"^requests: \d+ total, .* (?<succeeded>\d+) succeeded, (?<failed>\d+) failed, ", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Requests();

    [GeneratedRegex(@"^time for request: +\S+ +\S+ +(?<mean>\S+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Time();
}
