using System.Globalization;

namespace Weft.Bench.Running;

/// <summary>Weft as a subject: started through ./weft, as a user would.</summary>
internal static class WeftServer
{
    /// <summary>The engines, in the order of the README. The first is the original server, to which the others are compared.</summary>
    public static IReadOnlyList<string> Engines { get; } =
        ["single", "thread", "thread-pool", "process", "process-pool", "async", "event-loop"];

    /// <summary>Starts Weft with an engine, and returns when it answers.</summary>
    public static Task<Server> StartAsync(Workspace workspace, string engine, string folder, string target, CancellationToken cancel) =>
        Server.StartAsync(engine, port => Command(workspace, engine, folder, port), target, cancel);

    public static ToolCommand Command(Workspace workspace, string engine, string folder, int port) =>
        new(workspace.Weft, "-q", "-c", engine, "-p", port.ToString(CultureInfo.InvariantCulture), folder);

    /// <summary>The version, as the program tells it.</summary>
    public static async Task<string> VersionAsync(Workspace workspace, CancellationToken cancel) =>
        (await Tool.RunAsync(new ToolCommand(workspace.Weft, "--version"), TimeSpan.FromMinutes(5), cancel)).Output.Trim();
}
