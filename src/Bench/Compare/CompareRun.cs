using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Compare;

/// <summary>Takes every cell of a plan.</summary>
internal sealed class CompareRun(ComparePlan plan, Ground ground, Progress progress)
{
    /// <summary>Whether a server could not be measured.</summary>
    public bool HasRefused { get; private set; }

    public async Task TakeAsync(Recorder recorder, CancellationToken cancel)
    {
        Subject[] configured = [.. plan.Subjects.Where(subject => subject.Template is not null)];
        recorder.Plan(
        [
            .. configured.Select(subject => (subject.Name, Comparison.Configuration, 1, 0.0)),
            .. plan.InOrder().Select(turn => (turn.Subject.Name, turn.Workload.Name, turn.Round, ComparePlan.SecondsOf(turn.Workload))),
        ]);
        foreach (Subject subject in configured)
            await recorder.TakeAsync(subject.Name, Comparison.Configuration, 1, 0, () => ReadConfigurationAsync(subject, cancel));
        foreach ((Subject subject, Workload workload, int round) in plan.InOrder())
        {
            Cell cell = await recorder.TakeAsync(
                subject.Name, workload.Name, round, ComparePlan.SecondsOf(workload), () => MeasureAsync(subject, workload, round, cancel));
            HasRefused |= cell.IsRefused;
        }
    }

    // A server that fails leaves a hole in the report, which says so, and the others go on.
    private async Task<Cell> MeasureAsync(Subject subject, Workload workload, int round, CancellationToken cancel)
    {
        try
        {
            return await new Measurement(ground, subject, workload, round).TakeAsync(cancel);
        }
        catch (BenchException failure)
        {
            progress.Say(failure.Message);
            return Note(subject, workload.Name, round, "", $"{Cell.Refused}{failure.Message}\n");
        }
    }

    private async Task<Cell> ReadConfigurationAsync(Subject subject, CancellationToken cancel) =>
        Note(subject, Comparison.Configuration, 1, subject.Template!, await File.ReadAllTextAsync(ground.Peer(subject.Template!), cancel));

    private static Cell Note(Subject subject, string workload, int round, string command, string text) => new()
    {
        Subject = subject.Name,
        Workload = workload,
        Round = round,
        Command = command,
        Output = text,
        Seconds = 0,
        Measured = new Dictionary<string, double>(StringComparer.Ordinal),
    };
}
