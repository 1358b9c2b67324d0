using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Weft.Content;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>The Range field alone: the rows RG-01 to RG-08, RG-11 and RG-12, and whatever chance comes up with.</summary>
public sealed partial class ByteRangeTests
{
    private const string Whole = "whole";
    private const string Refused = "416";

    private static readonly string[] Numbers =
    [
        "", "", "00", "007", "100", "2147483648", "4294967296", "4294967297", "9223372036854775806", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "18446744073709551617", "99999999999999999999",
        "340282366920938463463374607431768211456",
        "-1", "+1", "x", "1 ", " 1", "1.0", "٣", "0x1", "1e3",
    ];

    private static readonly string[] Commas = [",", ",", ",", ",", ", ", " ,", ",\t", ",,", " , ,", ";", " "];

    [Theory]
    [InlineData("bytes=0-4", 11, "0-4")]
    [InlineData("bytes=2-", 11, "2-10")]
    [InlineData("bytes=-5", 11, "6-10")]
    [InlineData("bytes=5-1000", 11, "5-10")]
    [InlineData("bytes=0-0,-2", 11, "0-0 9-10")]
    [InlineData("bytes=0-0", 1, "0-0")]
    [InlineData("bytes=-1", 1, "0-0")]
    [InlineData("bytes=1-", 1, Refused)]
    [InlineData("bytes=11-", 11, Refused)]
    [InlineData("bytes=-0", 11, Refused)]
    [InlineData("bytes=-0,-1", 11, "10-10")]
    [InlineData("bytes=-12", 11, "0-10")]
    [InlineData("bytes=7-1", 11, Refused)]
    [InlineData("bytes=--6", 11, Refused)]
    [InlineData("bytes=1-4,x", 11, Refused)]
    [InlineData("bytes=-", 11, Refused)]
    [InlineData("bytes=", 11, Refused)]
    [InlineData("bytes=,", 11, Refused)]
    [InlineData("", 11, Whole)]
    [InlineData("bytes", 11, Whole)]
    [InlineData("items=0-1", 11, Whole)]
    [InlineData("bytes =0-1", 11, Whole)]
    [InlineData("bytes=0-4,4-6", 11, Whole)]
    [InlineData("bytes=4-6,0-4", 11, Whole)]
    [InlineData("bytes=0-4,5-9", 11, "0-9")]
    [InlineData("bytes=5-9,0-4", 11, "5-9 0-4")]
    [InlineData("bytes=0-1,2-3,5-6,7-", 11, "0-3 5-10")]
    [InlineData("bytes=0-4,50-60,5-9", 11, "0-9")]
    [InlineData("bytes=0-18446744073709551615", 11, "0-10")]
    [InlineData("bytes=-9223372036854775808", 11, "0-10")]
    [InlineData("bytes=-5,-9223372036854775608", 11, Whole)]
    [InlineData("bytes=9223372036854775807-", 11, Refused)]
    [InlineData("bytes=0-0", 0, Whole)]
    [InlineData("bytes=alpha", 0, Whole)]
    [InlineData("BYTES=0-0 ,\t-1", 11, "0-0 10-10")]
    [InlineData("bytes=0-,-1", long.MaxValue, Whole)]
    [InlineData("bytes=1-", long.MaxValue, "1-9223372036854775806")]
    [InlineData("bytes=0-9223372036854775807", long.MaxValue, "0-9223372036854775806")]
    [InlineData("bytes=9223372036854775806-", long.MaxValue, "9223372036854775806-9223372036854775806")]
    [InlineData("bytes=-9223372036854775807", long.MaxValue, "0-9223372036854775806")]
    [InlineData("bytes=2147483647-2147483648,4294967295-4294967296", 5L << 30, "2147483647-2147483648 4294967295-4294967296")]
    public void A_field_and_what_it_comes_to(string field, long size, string expected) => Assert.Equal(expected, Parsed(field, size));

    [Fact]
    public void RG_07_Sixteen_are_served_and_seventeen_are_not()
    {
        string[] specs = [.. Enumerable.Range(0, 17).Select(i => $"{2 * i}-{2 * i}")];
        Assert.Equal(16, Parsed("bytes=" + string.Join(',', specs[1..]), 100).Split(' ').Length);
        Assert.Equal(Whole, Parsed("bytes=" + string.Join(',', specs), 100));
        Assert.Equal(Whole, Parsed("bytes=" + string.Join(',', specs), 1));
    }

    /// <summary>The naive model lists every offset that is asked for. What fails names its field.</summary>
    [Fact]
    public void Chance_finds_nothing_that_a_naive_model_says_otherwise()
    {
        var random = new Random(20260701);
        Dictionary<string, int> seen = new(StringComparer.Ordinal) { [Whole] = 0, [Refused] = 0 };
        int several = 0;
        for (int i = 0; i < 50_000; i++)
        {
            int size = random.Next(0, 60);
            string field = RandomField(random, size);
            string expected = Model(field, size);
            string actual = Parsed(field, size);
            Assert.True(expected == actual, $"'{field}' of {size}: {expected} expected, {actual} came");
            if (seen.TryGetValue(actual, out int times))
                seen[actual] = times + 1;
            several += actual.Contains(' ', StringComparison.Ordinal) ? 1 : 0;
        }
        Assert.All(seen.Values, times => Assert.InRange(times, 2000, 40_000));
        Assert.InRange(several, 2000, 40_000);
    }

    private static string Parsed(string field, long size)
    {
        ByteRangeSet set = ByteRangeSet.Parse(Encoding.UTF8.GetBytes(field), size);
        string ranges = string.Join(' ', set.Ranges.Select(
            range => string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.End - 1}")));
        Assert.Equal(set.Kind is ByteRangeKind.Single, set.Ranges.Length == 1);
        Assert.Equal(set.Kind is ByteRangeKind.Multiple, set.Ranges.Length > 1);
        return set.Kind switch
        {
            ByteRangeKind.None => Whole,
            ByteRangeKind.Unsatisfiable => Refused,
            _ => ranges,
        };
    }

    private static string RandomField(Random random, int size)
    {
        var field = new StringBuilder(random.Next(20) == 0 ? "Bytes=" : "bytes=");
        int count = random.Next(3) == 0 ? 1 : random.Next(1, random.Next(10) == 0 ? 25 : 5);
        for (int i = 0; i < count; i++)
        {
            if (i > 0)
                field.Append(random.Next(8) > 0 ? "," : Commas[random.Next(Commas.Length)]);
            int first = random.Next(size + 3);
            field.Append(Number(first, random)).Append(random.Next(60) == 0 ? "" : "-");
            field.Append(Number(first + random.Next(-1, 6), random));
        }
        return field.ToString();
    }

    private static string Number(int usual, Random random) =>
        random.Next(8) == 0 ? Numbers[random.Next(Numbers.Length)] : Math.Max(0, usual).ToString(CultureInfo.InvariantCulture);

    private static string Model(string field, int size)
    {
        if (size == 0)
            return Whole;
        string[] members =
            [.. field["bytes=".Length..].Split(',').Select(static each => each.Trim(' ', '\t')).Where(static each => each.Length > 0)];
        var offsets = new List<int>();
        foreach (string member in members)
        {
            Match spec = Spec().Match(member);
            if (!spec.Success)
                return Refused;
            BigInteger? first = Value(spec.Groups["first"]);
            BigInteger? last = Value(spec.Groups["last"]);
            if ((first is null && last is null) || (first is not null && last < first))
                return Refused;
            offsets.AddRange(Enumerable.Range(0, size).Where(
                offset => first is null ? offset >= size - last : offset >= first && (last is null || offset <= last)));
        }
        if (offsets.Count == 0)
            return Refused;
        return members.Length > 16 || offsets.Distinct().Count() < offsets.Count ? Whole : Runs(offsets);
    }

    // What counts of a number beyond 63 bits is that it is beyond every file.
    private static BigInteger? Value(Group digits) => digits.Length == 0
        ? null
        : BigInteger.Min(long.MaxValue, BigInteger.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));

    private static string Runs(List<int> offsets)
    {
        var text = new StringBuilder();
        int start = 0;
        for (int i = 1; i <= offsets.Count; i++)
        {
            if (i < offsets.Count && offsets[i] == offsets[i - 1] + 1)
                continue;
            text.Append(CultureInfo.InvariantCulture, $" {offsets[start]}-{offsets[i - 1]}");
            start = i;
        }
        return text.ToString(1, text.Length - 1);
    }

    [GeneratedRegex("^(?<first>[0-9]*)-(?<last>[0-9]*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spec();
}
