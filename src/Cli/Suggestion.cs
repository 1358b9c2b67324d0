namespace Weft.Cli;

/// <summary>Finds what somebody meant who has mistyped a name.</summary>
internal static class Suggestion
{
    /// <summary>The words to add to a refusal, such as <c>; did you mean --port?</c>; none if no name is close.</summary>
    public static string For(string word, IEnumerable<string> names) =>
        Nearest(word, names) is { } name ? $"; did you mean {name}?" : "";

    // A third of the letters may be wrong, and two at most: of "-x" nobody can tell what it was meant to be.
    private static string? Nearest(string word, IEnumerable<string> names)
    {
        string typed = word.ToLowerInvariant();
        string? nearest = names.Where(name => Math.Abs(name.Length - typed.Length) <= 2).MinBy(name => Distance(typed, name));
        return nearest is not null && Distance(typed, nearest) <= Math.Min(2, typed.Trim('-').Length / 3) ? nearest : null;
    }

    /// <summary>How many letters have to be put in, left out, replaced, or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        int[][] steps = [.. Enumerable.Range(0, from.Length + 1).Select(_ => new int[to.Length + 1])];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
                steps[i][j] = i == 0 || j == 0 ? i + j : Step(i, j);
        }
        return steps[from.Length][to.Length];

        int Step(int i, int j)
        {
            int least = Math.Min(steps[i - 1][j], steps[i][j - 1]) + 1;
            least = Math.Min(least, steps[i - 1][j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
            bool isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            return isSwap ? Math.Min(least, steps[i - 2][j - 2] + 1) : least;
        }
    }
}
