using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Running;

namespace Weft.Bench.Commands;

/// <summary>What all suites do alike: measure, be interrupted perhaps, and write down what is there.</summary>
internal static class Sitting
{
    /// <summary>The load average of a quiet machine is below this.</summary>
    private const double MostLoad = 0.5;

    /// <summary>Runs a suite and writes its reports; returns what to exit with.</summary>
    /// <param name="workspace">Where everything goes.</param>
    /// <param name="prepare">Finds the tools, and says what is the same for all measurements.</param>
    /// <param name="measure">Plans and takes the measurements.</param>
    public static async Task<int> RunAsync(
        Workspace workspace, Func<Progress, CancellationToken, Task<RunSettings>> prepare, Func<Recorder, CancellationToken, Task> measure)
    {
        using Interruption interruption = new();
        using var progress = Progress.OnStandardError();
        BenchRun? run = await MeasureAsync(workspace, prepare, measure, progress, interruption.Token);
        progress.Rest();
        if (run is { Cells.Count: > 0 })
            Report(run, workspace);
        if (interruption.ExitCode != 0)
            progress.Say($"interrupted; {run?.Cells.Count ?? 0} measurements are kept, and the same command goes on from there");
        return interruption.ExitCode;
    }

    private static async Task<BenchRun?> MeasureAsync(
        Workspace workspace,
        Func<Progress, CancellationToken, Task<RunSettings>> prepare,
        Func<Recorder, CancellationToken, Task> measure,
        Progress progress,
        CancellationToken cancel)
    {
        Recorder? recorder = null;
        try
        {
            RunSettings settings = await prepare(progress, cancel);
            double load = Meter.LoadAverage();
            if (load > MostLoad && !settings.IsQuick)
                progress.Say(string.Create(CultureInfo.InvariantCulture, $"the machine is busy (load average {load:0.0}): figures will be worth the less"));
            recorder = await Recorder.OpenAsync(workspace, settings, progress, cancel);
            await measure(recorder, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What is there is written down all the same.
        }
        return recorder?.Finish();
    }

    // The figures first, and then where they are told in full: the page if there is one.
    private static void Report(BenchRun run, Workspace workspace)
    {
        IReadOnlyList<string> written = Reports.Write(run, run.IsWhole ? workspace.Reports : workspace.Parts);
        TerminalTables.Write(Reports.Outcome(run), Console.Out, Terminal.IsAtOutput);
        string main = written.FirstOrDefault(path => path.EndsWith(".html", StringComparison.Ordinal)) ?? written.First(path => path.EndsWith(".md", StringComparison.Ordinal));
        Console.Out.WriteLine($"All of it: {main}");
    }
}
