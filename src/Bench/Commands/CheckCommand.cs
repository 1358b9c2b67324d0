using System.CommandLine;
using Weft.Bench.Checks;
using Weft.Bench.Compare;
using Weft.Bench.Reporting;
using Weft.Bench.Running;

namespace Weft.Bench.Commands;

/// <summary><c>bench check</c>: whether the instrument can be believed.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Command command = new("check", "Measure what is known already, to see whether the bench can be believed: about a minute, on a quiet machine");
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static async Task<int> RunAsync()
    {
        using Interruption interruption = new();
        using var progress = Progress.OnStandardError();
        try
        {
            Workspace workspace = Workspace.Open(output: null, isFull: false);
            await Packages.EnsureAsync([.. Ground.Needs, ("h2load", "nghttp2-client")], progress, interruption.Token);
            using Ground ground = await Ground.PrepareAsync(workspace, interruption.Token);
            InstrumentCheck check = new(ground);
            progress.Plan(check.All.Count, check.All.Sum(part => part.Seconds));
            List<(string Name, Finding Finding)> found = [];
            foreach ((string name, double seconds, Func<CancellationToken, Task<Finding>> run) in check.All)
            {
                progress.Step(name, seconds);
                found.Add((name, await run(interruption.Token)));
            }
            progress.Rest();
            TerminalTables.Write([TableOf(found)], Console.Out, Terminal.IsAtOutput);
            return found.TrueForAll(part => part.Finding.IsGood) ? 0 : 1;
        }
        catch (OperationCanceledException) when (interruption.ExitCode != 0)
        {
            return interruption.ExitCode;
        }
    }

    private static Table TableOf(IEnumerable<(string Name, Finding Finding)> found) => new(
        "",
        [new Column("Check", IsText: true), new Column("Verdict", IsText: true), new Column("What was seen", IsText: true)],
        [.. found.Select(part => (IReadOnlyList<Entry>)[part.Name, part.Finding.IsGood ? "good" : "BAD", part.Finding.Text])]);
}
