using System.Globalization;
using System.Text;

namespace Weft.Cli;

/// <summary>Makes text from outside safe to print: it can neither end the line nor command the terminal (CVE-2009-4487).</summary>
internal static class Escape
{
    /// <summary>For what came over the network, as Latin-1: all but plain ASCII becomes <c>\xHH</c>, quotes and backslash too.</summary>
    public static string Bytes(string text) => Replace(text, character => character is < ' ' or > '~' or '"' or '\\');

    /// <summary>For what the user typed: only controls.</summary>
    public static string Controls(string text) => Replace(text, char.IsControl);

    private static string Replace(string text, Func<char, bool> isUnsafe)
    {
        if (!text.Any(isUnsafe))
            return text;
        StringBuilder safe = new(text.Length + 16);
        foreach (char character in text)
        {
            if (isUnsafe(character))
                safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}");
            else
                safe.Append(character);
        }
        return safe.ToString();
    }
}
