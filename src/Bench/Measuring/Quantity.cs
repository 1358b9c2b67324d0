using System.Globalization;

namespace Weft.Bench.Measuring;

/// <summary>Numbers with a unit, as wrk, wrk2 and h2load print them.</summary>
internal static class Quantity
{
    /// <summary>A time in seconds: "635.00us", "5.71ms", "3.06s", "1.50m".</summary>
    public static double Seconds(string text)
    {
        string number = text.TrimEnd("umsh".ToCharArray());
        return Parse(number, text) * text[number.Length..] switch
        {
            "us" => 1e-6,
            "ms" => 1e-3,
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => throw new BenchException($"'{text}' is no time"),
        };
    }

    /// <summary>A size in bytes: "0.00B", "685.55KB", "12.65MB". A K is 1,024 to all of them.</summary>
    public static double Bytes(string text)
    {
        string number = text.TrimEnd("KMGTPB".ToCharArray());
        return Parse(number, text) * text[number.Length..] switch
        {
            "B" => 1,
            "KB" => 1024,
            "MB" => 1024 * 1024,
            "GB" => 1024 * 1024 * 1024,
            _ => throw new BenchException($"'{text}' is no size"),
        };
    }

    private static double Parse(string number, string text) =>
        double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new BenchException($"'{text}' is no number with a unit");
}
