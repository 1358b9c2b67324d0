using Spectre.Console;

namespace Weft.Bench.Running;

/// <summary>Where the bench talks to people: in colour and with what moves at a terminal, and as plain text elsewhere.</summary>
internal static class Terminal
{
    /// <summary>What a line of plain text has room for.</summary>
    private const int PlainWidth = 80;

    /// <summary>Whether somebody looks at standard error.</summary>
    public static bool IsAtErrors => !Console.IsErrorRedirected && IsCapable;

    /// <summary>Whether somebody looks at standard output.</summary>
    public static bool IsAtOutput => !Console.IsOutputRedirected && IsCapable;

    private static bool IsCapable => Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } and not "dumb";

    /// <summary>A console that writes there.</summary>
    public static IAnsiConsole On(TextWriter output, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!isTerminal)
            console.Profile.Width = PlainWidth;
        return console;
    }
}
