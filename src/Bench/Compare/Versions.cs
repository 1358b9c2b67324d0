using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Weft.Bench.Running;

namespace Weft.Bench.Compare;

/// <summary>The versions of all that takes part, as the programs tell them.</summary>
internal static partial class Versions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(ComparePlan plan, Workspace workspace, CancellationToken cancel)
    {
        Dictionary<string, string> versions = new(StringComparer.Ordinal)
        {
            ["weft"] = Bare(await WeftServer.VersionAsync(workspace, Workspace.Native, cancel)),
            ["wrk"] = await AskAsync(new ToolCommand("wrk", "-v"), cancel),
        };
        if (plan.Subjects.Any(subject => subject.Native is not null))
            versions["weft-r2r"] = Bare(await WeftServer.VersionAsync(workspace, Workspace.ReadyToRun, cancel));
        foreach (Subject subject in plan.Subjects)
        {
            if (subject.Version is { } command)
                versions[subject.Name == Subjects.Floor ? "cc" : subject.Name] = await AskAsync(command, cancel);
            else if (subject.Name == Subjects.KestrelName)
                versions[subject.Name] = RuntimeInformation.FrameworkDescription;
        }
        return versions;
    }

    private static string Bare(string version) => version.Replace("weft ", "", StringComparison.Ordinal);

    private static async Task<string> AskAsync(ToolCommand command, CancellationToken cancel)
    {
        ToolResult result = await Tool.RunAsync(command, Patience, cancel);
        string text = result.Output + result.Errors;
        return Number().Match(text) is { Success: true } number ? number.Value : throw new BenchException($"{command} tells no version: {text.Trim()}");
    }

    [GeneratedRegex(@"\d+(\.\d+)+(-[\w+]+)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
