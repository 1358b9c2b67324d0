using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace Weft.Cli;

/// <summary>Converts the values of parsed options, and keeps the first refusal.</summary>
internal sealed class OptionValues(ParseResult parsed)
{
    /// <summary>What is wrong with the first value that is wrong; null if none is.</summary>
    public string? Refusal { get; private set; }

    public bool IsGiven(Option option) => parsed.GetResult(option)?.IdentifierToken is not null;

    /// <summary>Every value of an option that may be repeated.</summary>
    public IEnumerable<string> All(Option option)
    {
        if (parsed.GetResult(option) is not { } result)
            return [];
        if (result.Tokens.Count == 0)
            Refuse($"{result.IdentifierToken} needs a value");
        return result.Tokens.Select(token => token.Value);
    }

    public int Integer(Option option, int least, int most, int otherwise) => Integer(option, least, most) ?? otherwise;

    /// <summary>The number that is given; null if none is.</summary>
    public int? Integer(Option option, int least, int most)
    {
        if (Single(option) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            return value;
        RefuseValue(option, text, $"a whole number from {least} to {most}");
        return null;
    }

    public TimeSpan? Seconds(Option option, bool mayBeZero)
    {
        const double Most = 86_400;
        if (Single(option) is not { } text)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value <= Most)
        {
            TimeSpan time = TimeSpan.FromSeconds(value);
            if (mayBeZero || time > TimeSpan.Zero)
                return time;
        }
        RefuseValue(option, text, $"a number of seconds, {(mayBeZero ? "0 to" : "above 0, at most")} {Most}");
        return null;
    }

    public IPAddress Address(Option option, IPAddress otherwise)
    {
        if (Single(option) is not { } text)
            return otherwise;
        if (text == "localhost")
            return IPAddress.Loopback;
        // "[::1]" and "127.1" parse too, but what they would bind is not what everybody reads in them.
        bool isPlain = IPAddress.TryParse(text, out IPAddress? address)
            && (text.Contains(':', StringComparison.Ordinal) ? !text.StartsWith('[') : address.ToString() == text);
        if (isPlain)
            return address!;
        RefuseValue(option, text, "an IPv4 or IPv6 address, or localhost");
        return otherwise;
    }

    public string OneOf(Option option, IReadOnlyList<string> choices, string otherwise)
    {
        if (Single(option) is not { } text)
            return otherwise;
        if (!choices.Contains(text, StringComparer.Ordinal))
            RefuseValue(option, text, $"one of {string.Join(", ", choices)}{Suggestion.For(text, choices)}");
        return text;
    }

    public void Refuse(string refusal) => Refusal ??= refusal;

    private string? Single(Option option)
    {
        if (parsed.GetResult(option) is not { IdentifierToken: { } name } result)
            return null;
        if (result.IdentifierTokenCount > 1)
            Refuse($"{name} is given {result.IdentifierTokenCount} times");
        if (result.Tokens is [Token only])
            return only.Value;
        Refuse($"{name} needs a value");
        return null;
    }

    private void RefuseValue(Option option, string text, string wanted) =>
        Refuse($"{parsed.GetResult(option)!.IdentifierToken}: '{text}' is not {wanted}");
}
