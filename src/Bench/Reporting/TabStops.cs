using System.Text;

namespace Weft.Bench.Reporting;

/// <summary>Makes blanks of tabs as a terminal would, so that columns stand under one another in any page.</summary>
internal static class TabStops
{
    private const int Width = 8;

    public static string Expand(string text)
    {
        StringBuilder expanded = new(text.Length);
        int column = 0;
        foreach (char character in text)
        {
            int blanks = character == '\t' ? Width - (column % Width) : 0;
            if (blanks > 0)
                expanded.Append(' ', blanks);
            else
                expanded.Append(character);
            column = character == '\n' ? 0 : column + Math.Max(1, blanks);
        }
        return expanded.ToString();
    }
}
