using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Weft.Http;
using Weft.Server;

namespace Weft.Cli;

/// <summary>
/// What a parent tells its children, as their arguments: settings that have been read and checked once, so a child parses
/// no command line and starts a third faster. Parent and child are the same program, so the order is all the format.
/// </summary>
internal static class ChildArguments
{
    /// <summary>How to start a child that serves the same folder in the same way.</summary>
    /// <param name="settings">What the parent was told.</param>
    /// <param name="folder">The name of the folder.</param>
    /// <param name="open">The folder itself, which its name may not mean any more by then; null where it cannot be handed over.</param>
    public static ChildCommand Command(Settings settings, string folder, SafeHandle? open)
    {
        HttpLimits limits = settings.Server.Limits;
        string[] words =
        [
            // What ps shows.
            $"weft ({settings.Server.Engine})",
            .. Program(),
            Path.GetFullPath(folder),
            open is null ? Path.GetFullPath(folder) : ChildCommand.InheritedPath,
            settings.IsVerbose ? "verbose" : settings.IsQuiet ? "quiet" : "plain",
            Text(limits.ReceiveBytes),
            Text(limits.IdleTime.Ticks),
            Text(limits.HeadTime.Ticks),
            Text(limits.ContentTime.Ticks),
            Text(limits.Delay.Ticks),
            Share(settings.Server.MaxConnections, settings.Server.Workers),
            Share(settings.Server.MaxConnectionsPerAddress, settings.Server.Workers),
            settings.IsDemo ? "demo" : "site",
        ];
        return new ChildCommand(Environment.ProcessPath!, words) { Inherited = open };
    }

    /// <summary>The other way round, in the child.</summary>
    public static Settings Read(string[] words) => new()
    {
        Folder = words[1],
        IsVerbose = words[2] == "verbose",
        IsQuiet = words[2] == "quiet",
        IsDemo = words[10] == "demo",
        Server = new ServerOptions
        {
            Limits = new HttpLimits
            {
                ReceiveBytes = (int)Number(words[3]),
                IdleTime = new TimeSpan(Number(words[4])),
                HeadTime = new TimeSpan(Number(words[5])),
                ContentTime = new TimeSpan(Number(words[6])),
                Delay = new TimeSpan(Number(words[7])),
            },
            MaxConnections = Bound(words[8]),
            MaxConnectionsPerAddress = Bound(words[9]),
        },
    };

    // Run by its own executable, that is all there is to name; run as "dotnet weft.dll", the library follows.
    private static string[] Program() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Path.Combine(AppContext.BaseDirectory, Assembly.GetExecutingAssembly().GetName().Name + ".dll")]
            : [];

    // Workers do not know of each other, so each keeps its part of a bound on all of them.
    private static string Share(int? bound, int workers) => bound is { } most ? Text(Math.Max(1, most / workers)) : "";

    private static int? Bound(string word) => word.Length == 0 ? null : (int)Number(word);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
