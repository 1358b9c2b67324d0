using System.Globalization;
using System.Text;

namespace Weft.Http;

/// <summary>Dates as HTTP writes them (RFC 9110 §5.6.7): IMF-fixdate out; that, RFC 850 and asctime in.</summary>
public static class HttpDate
{
    /// <summary>Bytes of an IMF-fixdate, such as <c>Sun, 06 Nov 1994 08:49:37 GMT</c>.</summary>
    public const int Length = 29;

    private const DateTimeStyles Utc =
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;

    /// <summary>Writes the IMF-fixdate of a time in UTC into the first <see cref="Length"/> bytes.</summary>
    public static void Write(DateTime utc, Span<byte> destination) =>
        utc.TryFormat(destination, out _, "r", CultureInfo.InvariantCulture);

    /// <summary>Reads a date in any of the three formats; false for anything else, and for a date that never was.</summary>
    /// <param name="text">The field value.</param>
    /// <param name="now">Decides the century of a two-digit year: more than 50 years ahead means the past.</param>
    /// <param name="utc">The date, in UTC.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, DateTime now, out DateTime utc)
    {
        utc = default;
        if (text.Length is < 24 or > 33)
            return false;
        Span<char> characters = stackalloc char[text.Length];
        if (Ascii.ToUtf16(text, characters, out _) != System.Buffers.OperationStatus.Done)
            return false;
        return text[3] switch
        {
            (byte)',' => TryExact(characters, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", out utc),
            (byte)' ' => TryExact(characters, "ddd MMM d HH:mm:ss yyyy", out utc),
            _ => TryRfc850(characters, now, out utc),
        };
    }

    // The day name of an obsolete date has no comma to find it by, and its year only two digits (RFC 9110 §5.6.7).
    private static bool TryRfc850(ReadOnlySpan<char> text, DateTime now, out DateTime utc)
    {
        utc = default;
        int comma = text.IndexOf(',');
        if (comma < 0 || text.Length != comma + 24
            || !int.TryParse(text.Slice(comma + 9, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int twoDigits))
            return false;
        int year = (now.Year / 100 * 100) + twoDigits;
        if (year > now.Year + 50)
            year -= 100;
        string date = string.Create(CultureInfo.InvariantCulture, $"{text[..(comma + 9)]}{year:0000}{text[(comma + 11)..]}");
        return TryExact(date, "dddd, dd-MMM-yyyy HH:mm:ss 'GMT'", out utc);
    }

    private static bool TryExact(ReadOnlySpan<char> text, string format, out DateTime utc) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out utc);
}
