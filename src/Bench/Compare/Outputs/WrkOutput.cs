using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Bench.Measuring;

namespace Weft.Bench.Compare.Outputs;

/// <summary>What wrk printed, with <c>--latency</c>.</summary>
internal sealed partial record WrkOutput
{
    public required long Requests { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Heads and bodies. wrk prints three figures or so.</summary>
    public required double Bytes { get; init; }

    /// <summary>Half of all answers came in this many milliseconds. 0 if wrk does not say.</summary>
    public required double P50 { get; init; }

    public required double P99 { get; init; }

    /// <summary>Connections that broke, by whatever call noticed it, and requests that took too long.</summary>
    public required long SocketErrors { get; init; }

    /// <summary>Answers of 400 and above.</summary>
    public required long ErrorStatuses { get; init; }

    /// <summary>Reads the page; null if it is not one, as when wrk could not connect.</summary>
    public static WrkOutput? Parse(string text)
    {
        if (Total().Match(text) is not { Success: true } total)
            return null;
        return new WrkOutput
        {
            Requests = long.Parse(total.Groups["requests"].Value, CultureInfo.InvariantCulture),
            Seconds = Quantity.Seconds(total.Groups["time"].Value),
            Bytes = Quantity.Bytes(total.Groups["bytes"].Value),
            P50 = Milliseconds(P50Line().Match(text)),
            P99 = Milliseconds(P99Line().Match(text)),
            SocketErrors = SocketErrorsLine().Match(text) is { Success: true } errors
                ? errors.Groups["count"].Captures.Sum(count => long.Parse(count.Value, CultureInfo.InvariantCulture))
                : 0,
            ErrorStatuses = StatusLine().Match(text) is { Success: true } statuses
                ? long.Parse(statuses.Groups["count"].Value, CultureInfo.InvariantCulture)
                : 0,
        };
    }

    private static double Milliseconds(Match line) => line.Success ? Quantity.Seconds(line.Groups["time"].Value) * 1000 : 0;

    [GeneratedRegex(@"^ +(?<requests>\d+) requests in (?<time>\S+), (?<bytes>\S+) read$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Total();

    [GeneratedRegex(@"^ +50% +(?<time>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex P50Line();

    [GeneratedRegex(@"^ +99% +(?<time>\S+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex P99Line();

    [GeneratedRegex(@"^ +Socket errors:( \w+ (?<count>\d+),?)+$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex SocketErrorsLine();

    [GeneratedRegex(@"^ +Non-2xx or 3xx responses: (?<count>\d+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex StatusLine();
}
