using Weft.Bench.Running;

namespace Weft.Bench.Measuring;

/// <summary>What is the same for all cells of a run.</summary>
internal sealed record RunSettings
{
    public required string Suite { get; init; }

    public required string CommandLine { get; init; }

    public required bool IsQuick { get; init; }

    /// <summary>Whether to measure again what is there.</summary>
    public required bool IsFresh { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }
}

/// <summary>Takes each cell once: those that an earlier run on the same commit has finished are taken over.</summary>
internal sealed class Recorder
{
    private readonly RunSettings _settings;
    private readonly string _revision;
    private readonly CellStore _store;
    private readonly Progress _progress;
    private readonly List<Cell> _cells = [];
    private int _count;

    private Recorder(RunSettings settings, string revision, CellStore store, Progress progress) =>
        (_settings, _revision, _store, _progress) = (settings, revision, store, progress);

    /// <summary>Opens the store of the suite for the state that the sources are in.</summary>
    public static async Task<Recorder> OpenAsync(Workspace workspace, RunSettings settings, Progress progress, CancellationToken cancel)
    {
        string revision = await Revision.CurrentAsync(workspace.Repository, cancel);
        string name = settings.IsQuick ? $"{settings.Suite}-quick" : settings.Suite;
        return new Recorder(settings, revision, CellStore.Open(workspace.Cells, revision, name, settings.IsFresh), progress);
    }

    /// <summary>Says what is going to be measured, and how many of it are there already.</summary>
    public void Plan(IReadOnlyCollection<(string Subject, string Workload, int Round, double Seconds)> cells)
    {
        int found = cells.Count(cell => Contains(cell.Subject, cell.Workload, cell.Round));
        _count = cells.Count;
        _progress.Plan(cells.Count - found, cells.Where(cell => !Contains(cell.Subject, cell.Workload, cell.Round)).Sum(cell => cell.Seconds));
        if (found > 0)
            _progress.Say($"{found} of {cells.Count} measurements are taken over from an earlier run on this commit (--fresh measures them again)");
    }

    /// <summary>Whether a cell is finished: then its server need not even be started.</summary>
    public bool Contains(string subject, string workload, int round) => _store.Find(subject, workload, round) is not null;

    /// <summary>The cell of an earlier run, or else a new one, which is kept from then on.</summary>
    public async Task<Cell> TakeAsync(string subject, string workload, int round, double seconds, Func<Task<Cell>> measure)
    {
        Cell? cell = _store.Find(subject, workload, round);
        if (cell is null)
        {
            _progress.Step($"{subject}, {workload}, run {round}", seconds);
            cell = await measure();
            // Whoever could not be measured now may be the next time.
            if (!cell.IsRefused)
                _store.Add(cell);
        }
        _cells.Add(cell);
        return cell;
    }

    /// <summary>All that was taken. It is whole when it is as much as was planned, and nothing was refused.</summary>
    public BenchRun Finish() => new()
    {
        Suite = _settings.Suite,
        CommandLine = _settings.CommandLine,
        Commit = _revision,
        IsQuick = _settings.IsQuick,
        IsWhole = _cells.Count == _count && !_cells.Exists(cell => cell.IsRefused),
        Started = _store.Started,
        Finished = DateTimeOffset.UtcNow,
        Machine = Machine.Current(),
        Versions = _settings.Versions,
        Cells = _cells,
    };
}
