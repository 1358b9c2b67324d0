using System.Globalization;

namespace Weft.Cli;

/// <summary>Colours for a terminal that shows them; elsewhere the same text without.</summary>
internal sealed class Ink(bool isColoured)
{
    /// <summary>
    /// The ink of standard error. Children share it with their parent, and the environment too, so they come to the same
    /// decision.
    /// </summary>
    public static Ink OfErrors() => new(IsWanted(
        !Console.IsErrorRedirected, Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM")));

    /// <summary>Whether there is a terminal, it can show colours, and nobody has asked for none (no-color.org).</summary>
    public static bool IsWanted(bool isTerminal, string? noColor, string? term) =>
        isTerminal && string.IsNullOrEmpty(noColor) && term is not (null or "" or "dumb");

    /// <summary>For what is looked at only when it is needed.</summary>
    public string Faint(string text) => Paint("2", text);

    /// <summary>A status in the colour of its class: success green, redirection cyan, the client's fault yellow, ours red.</summary>
    public string Status(int status)
    {
        string text = status.ToString(CultureInfo.InvariantCulture);
        return (status / 100) switch
        {
            2 => Paint("32", text),
            3 => Paint("36", text),
            4 => Paint("33", text),
            5 => Paint("31", text),
            _ => text,
        };
    }

    private string Paint(string code, string text) => isColoured ? $"\e[{code}m{text}\e[0m" : text;
}
