using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Tests.Conformance;

/// <summary>
/// Bytes as case files and failure messages write them: <c>\r \n \t \\ \{ \xHH</c>, <c>{100000*A}</c>, and <c>{5-9 of big}</c>
/// for a stretch of the fixture site's big.bin.
/// </summary>
public static partial class Escapes
{
    private const int LongestRun = 40;

    private static readonly byte[] Big = FixtureSite.BigContent();

    /// <summary>The bytes that a text stands for; characters beyond ASCII are their UTF-8.</summary>
    /// <exception cref="FormatException">An escape that does not exist, or a repetition that does not end.</exception>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == '{')
                i = DecodeBraces(text, i, bytes);
            else if (text[i] == '\\')
                i = DecodeEscape(text, i, bytes);
            else
                i = DecodePlain(text, i, bytes);
        }
        return [.. bytes];
    }

    /// <summary>Bytes as one line that <see cref="Decode"/> reads back; long runs of one byte become a repetition.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            int run = bytes.IndexOfAnyExcept(bytes[0]);
            run = run < 0 ? bytes.Length : run;
            if (run > LongestRun)
                text.Append(CultureInfo.InvariantCulture, $"{{{run}*{EncodeOne(bytes[0])}}}");
            else
                text.Append(EncodeOne(bytes[0]));
            bytes = bytes[(run > LongestRun ? run : 1)..];
        }
        return text.ToString();
    }

    private static string EncodeOne(byte b) => b switch
    {
        (byte)'\r' => "\\r",
        (byte)'\n' => "\\n",
        (byte)'\t' => "\\t",
        (byte)'\\' => "\\\\",
        (byte)'{' => "\\{",
        (byte)'}' => "\\x7D",
        < 0x20 or >= 0x7F => string.Create(CultureInfo.InvariantCulture, $"\\x{b:X2}"),
        _ => ((char)b).ToString(),
    };

    private static int DecodePlain(string text, int at, List<byte> bytes)
    {
        int length = char.IsSurrogatePair(text, at) ? 2 : 1;
        bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
        return at + length;
    }

    private static int DecodeEscape(string text, int at, List<byte> bytes)
    {
        char kind = at + 1 < text.Length ? text[at + 1] : ' ';
        if (kind == 'x' && at + 3 < text.Length
            && byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b))
        {
            bytes.Add(b);
            return at + 4;
        }
        bytes.Add(kind switch
        {
            'r' => (byte)'\r',
            'n' => (byte)'\n',
            't' => (byte)'\t',
            '\\' => (byte)'\\',
            '{' => (byte)'{',
            _ => throw new FormatException($"there is no escape \\{kind}"),
        });
        return at + 2;
    }

    private static int DecodeBraces(string text, int at, List<byte> bytes)
    {
        int end = text.IndexOf('}', at);
        if (end > 0 && StretchOfBig().Match(text[at..(end + 1)]) is { Success: true } stretch)
        {
            int first = int.Parse(stretch.Groups["first"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            int last = int.Parse(stretch.Groups["last"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            if (first > last || last >= Big.Length)
                throw new FormatException("big.bin has no such stretch");
            bytes.AddRange(Big.AsSpan(first, last - first + 1));
            return end + 1;
        }
        return DecodeRepetition(text, at, end, bytes);
    }

    private static int DecodeRepetition(string text, int at, int end, List<byte> bytes)
    {
        int star = text.IndexOf('*', at);
        if (star < 0 || end < star
            || !int.TryParse(text.AsSpan(at + 1, star - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            throw new FormatException("a repetition is {COUNT*TEXT}; a brace alone is \\{");
        byte[] unit = Decode(text[(star + 1)..end]);
        for (int i = 0; i < count; i++)
            bytes.AddRange(unit);
        return end + 1;
    }

    [GeneratedRegex(
        @"^\{(?<first>\d{1,9})-(?<last>\d{1,9}) of big\}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StretchOfBig();
}
