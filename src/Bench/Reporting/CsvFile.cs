using System.Text;

namespace Weft.Bench.Reporting;

/// <summary>Figures for those who go on with them (RFC 4180, but lines end as everywhere else in this repository).</summary>
internal static class CsvFile
{
    public static string Render(IEnumerable<IEnumerable<string>> rows)
    {
        StringBuilder text = new();
        foreach (IEnumerable<string> row in rows)
            text.AppendJoin(',', row.Select(Quote)).Append('\n');
        return text.ToString();
    }

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
}
