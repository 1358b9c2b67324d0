using System.Globalization;

namespace Weft.Bench.Running;

/// <summary>Weft as a subject: started through ./weft, as a user would.</summary>
internal static class WeftServer
{
    /// <summary>The engines, in the order of the README. The first is the baseline, to which the others are compared.</summary>
    public static IReadOnlyList<string> Engines { get; } =
        ["single", "thread", "thread-pool", "process", "process-pool", "async", "event-loop"];

    /// <summary>Starts Weft with an engine, and returns when it answers.</summary>
    public static Task<Server> StartAsync(Workspace workspace, string engine, string folder, string target, CancellationToken cancel) =>
        Server.StartAsync(engine, port => Command(workspace, engine, folder, port), target, cancel);

    public static ToolCommand Command(Workspace workspace, string engine, string folder, int port) =>
        new(workspace.Weft, "-q", "-c", engine, "-p", port.ToString(CultureInfo.InvariantCulture), folder);

    /// <summary>The version, as the program tells it that ./weft would run.</summary>
    public static Task<string> VersionAsync(Workspace workspace, CancellationToken cancel) =>
        VersionAsync(new ToolCommand(workspace.Weft, "--version"), cancel);

    /// <summary>The version, as one of the two programs tells it.</summary>
    public static Task<string> VersionAsync(Workspace workspace, string program, CancellationToken cancel) =>
        VersionAsync(
            new ToolCommand(workspace.Weft, "--version")
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WEFT_PROGRAM"] = program },
            },
            cancel);

    private static async Task<string> VersionAsync(ToolCommand command, CancellationToken cancel) =>
        (await Tool.RunAsync(command, TimeSpan.FromMinutes(5), cancel)).Output.Trim();
}
