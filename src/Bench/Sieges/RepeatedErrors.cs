using System.Globalization;

namespace Weft.Bench.Sieges;

/// <summary>
/// siege prints a line for every request that failed, and half a million of them are no better read than counted. Everything
/// else stays as it is.
/// </summary>
internal static class RepeatedErrors
{
    private const string Start = "[\x1b[1;33merror\x1b[0m] ", Plain = "[error] ";

    /// <summary>Each kind of error line once, where it came first, with the number of times it came.</summary>
    public static string Count(string output)
    {
        List<string> lines = [];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string line in output.Split('\n'))
        {
            // The first error stands behind "The server is now under siege...".
            int start = line.IndexOf(Start, StringComparison.Ordinal);
            if (start < 0)
            {
                lines.Add(line);
                continue;
            }
            if (start > 0)
                lines.Add(line[..start]);
            string error = Plain + line[(start + Start.Length)..];
            counts[error] = counts.GetValueOrDefault(error) + 1;
            if (places.TryAdd(error, lines.Count))
                lines.Add(error);
        }
        foreach ((string error, int place) in places.Where(place => counts[place.Key] > 1))
            lines[place] = string.Create(CultureInfo.InvariantCulture, $"{error} ({counts[error]} times)");
        return string.Join('\n', lines);
    }
}
