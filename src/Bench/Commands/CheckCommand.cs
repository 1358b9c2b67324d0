using System.CommandLine;
using Weft.Bench.Checks;
using Weft.Bench.Compare;
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
            bool isGood = true;
            foreach (Func<CancellationToken, Task<Finding>> check in new InstrumentCheck(ground).All())
            {
                Finding finding = await check(interruption.Token);
                await Console.Out.WriteLineAsync($"{(finding.IsGood ? "good" : "BAD ")}  {finding.Text}");
                isGood &= finding.IsGood;
            }
            return isGood ? 0 : 1;
        }
        catch (OperationCanceledException) when (interruption.ExitCode != 0)
        {
            return interruption.ExitCode;
        }
    }
}
