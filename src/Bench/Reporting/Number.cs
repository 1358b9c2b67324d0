using System.Globalization;

namespace Weft.Bench.Reporting;

/// <summary>Numbers as a report prints them.</summary>
internal static class Number
{
    /// <summary>Narrow and unbreakable: digits in groups of three, which no country reads as a decimal mark.</summary>
    public const char GroupSpace = '\u202f';

    private static readonly NumberFormatInfo Grouped = new() { NumberGroupSeparator = GroupSpace.ToString() };

    /// <summary>With so many digits after the point, in groups of three before it.</summary>
    public static string Format(double value, int decimals = 0) =>
        value.ToString($"N{decimals.ToString(CultureInfo.InvariantCulture)}", Grouped);

    /// <summary>With about three figures that say something: 12 345, 123, 12.3, 1.23, 0.012.</summary>
    public static string Significant(double value)
    {
        double size = Math.Abs(value);
        return Format(value, size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
    }

    /// <summary>For a program: as short as it can be without losing anything.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
