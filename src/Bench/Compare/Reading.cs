using Weft.Bench.Compare.Outputs;
using Weft.Bench.Measuring;

namespace Weft.Bench.Compare;

/// <summary>A figure that a cell gives.</summary>
internal enum Metric
{
    /// <summary>Microseconds of server CPU per request.</summary>
    CpuPerRequest,

    RequestsPerSecond,

    /// <summary>Seconds of server CPU per GB (10^9 bytes).</summary>
    CpuPerGigabyte,

    /// <summary>Seconds of CPU per GB, the server's and the client's together.</summary>
    CpuOfBothPerGigabyte,

    GigabytesPerSecond,

    /// <summary>Milliseconds.</summary>
    P50,

    /// <summary>Milliseconds.</summary>
    P99,

    /// <summary>Proportional set size of the whole tree, in MB (10^6 bytes).</summary>
    Memory,

    /// <summary>Connections that were still open at the end.</summary>
    StillOpen,

    /// <summary>Jain's index.</summary>
    Fairness,

    /// <summary>What the slowest client got, in parts of what the one in the middle got.</summary>
    SlowestToMedian,

    /// <summary>Milliseconds from the start to the first answer.</summary>
    FirstAnswer,

    /// <summary>Milliseconds of server CPU until the first answer.</summary>
    CpuPerStart,
}

/// <summary>Something that should not have happened, and how often it did.</summary>
internal readonly record struct Trouble(string Kind, long Count);

/// <summary>What a cell says: figures, and what speaks against them.</summary>
internal sealed record Reading(IReadOnlyDictionary<Metric, double> Figures, IReadOnlyList<Trouble> Errors, bool IsClientBound)
{
    /// <summary>The trouble of a measurement in which nobody was answered.</summary>
    public const string NoAnswer = "no answer";

    private const double Giga = 1e9;
    private const double Mega = 1e6;

    /// <summary>From this share of the processors on, they count as used up.</summary>
    private const double UsedUp = 0.9;

    /// <summary>Reads what the tool printed, and what was measured beside it.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="workload">What its server was asked to do.</param>
    /// <param name="cores">Processors of the machine.</param>
    public static Reading Of(Cell cell, Workload workload, int cores) => workload.Kind switch
    {
        WorkloadKind.Downloads => OfDownloads(cell, DownloadOutput.Parse(cell.Output)),
        WorkloadKind.StartUp => OfStarts(cell, StartOutput.Parse(cell.Output)),
        _ => OfLoad(cell, workload, cores),
    };

    private static Reading OfLoad(Cell cell, Workload workload, int cores)
    {
        Dictionary<Metric, double> figures = new() { [Metric.Memory] = Memory(cell) };
        List<Trouble> errors = [];
        if (workload.Kind == WorkloadKind.Idle)
        {
            var idle = IdleOutput.Parse(cell.Output);
            figures[Metric.StillOpen] = idle.StillOpen;
            Add(errors, "idle clients not let in", idle.Clients - idle.Answered);
            Add(errors, "idle connections closed by the server", idle.Answered - idle.StillOpen);
        }
        if (WrkOutput.Parse(cell.Output) is not { Requests: > 0 } wrk)
            return new Reading(figures, [.. errors, new Trouble(NoAnswer, 1)], IsClientBound: false);
        double cpu = cell.Measured[Measuring.Figures.ServerCpu];
        figures[Metric.RequestsPerSecond] = wrk.Requests / wrk.Seconds;
        figures[Metric.CpuPerRequest] = cpu / wrk.Requests * 1e6;
        figures[Metric.GigabytesPerSecond] = wrk.Bytes / wrk.Seconds / Giga;
        figures[Metric.CpuPerGigabyte] = cpu / (wrk.Bytes / Giga);
        figures[Metric.CpuOfBothPerGigabyte] = (cpu + cell.Measured[Measuring.Figures.ClientCpu]) / (wrk.Bytes / Giga);
        // Where requests come in batches, wrk corrects latencies by a pace that it takes for that of single requests.
        if (workload.Script != Workloads.PipelineScript)
        {
            // Of few requests it may know none, and says 0.
            if (wrk.P50 > 0)
                figures[Metric.P50] = wrk.P50;
            if (wrk.P99 > 0)
                figures[Metric.P99] = wrk.P99;
        }
        Add(errors, "broken connections", wrk.SocketErrors);
        Add(errors, "answers of another status", workload.Status >= 400 ? wrk.Requests - wrk.ErrorStatuses : wrk.ErrorStatuses);
        return new Reading(figures, errors, IsBound(cell, wrk.Seconds, cores));
    }

    private static Reading OfDownloads(Cell cell, DownloadOutput downloads)
    {
        Dictionary<Metric, double> figures = new()
        {
            [Metric.Memory] = Memory(cell),
            [Metric.Fairness] = Fairness.Jain(downloads.Bytes),
            [Metric.GigabytesPerSecond] = downloads.CountedBytes / downloads.CountedSeconds / Giga,
        };
        double server = cell.Measured[Measuring.Figures.ServerCpu], client = cell.Measured[Measuring.Figures.ClientCpu];
        if (downloads.CountedBytes > 0)
        {
            figures[Metric.CpuPerGigabyte] = server / (downloads.CountedBytes / Giga);
            figures[Metric.CpuOfBothPerGigabyte] = (server + client) / (downloads.CountedBytes / Giga);
        }
        if (Summary.Of(downloads.Bytes) is { Median: > 0 } bytes)
            figures[Metric.SlowestToMedian] = bytes.Low / bytes.Median;
        List<Trouble> errors = [];
        Add(errors, "clients not let in", downloads.Wanted - downloads.Connected);
        Add(errors, "broken downloads", downloads.Broken);
        Add(errors, "clients who got nothing", downloads.Bytes.Count(bytes => bytes == 0));
        // The client is one thread: when it has used up one processor, it can take no more.
        return new Reading(figures, errors, IsClientBound: client >= UsedUp * downloads.CountedSeconds);
    }

    private static Reading OfStarts(Cell cell, StartOutput starts) => new(
        new Dictionary<Metric, double>
        {
            [Metric.Memory] = Memory(cell),
            [Metric.FirstAnswer] = Summary.Of(starts.Milliseconds)!.Value.Median,
            [Metric.CpuPerStart] = cell.Measured[Measuring.Figures.ServerCpu] / starts.Milliseconds.Count * 1000,
        },
        Errors: [],
        IsClientBound: false);

    private static void Add(List<Trouble> errors, string kind, long count)
    {
        if (count > 0)
            errors.Add(new Trouble(kind, count));
    }

    private static double Memory(Cell cell) => cell.Measured[Measuring.Figures.Memory] / Mega;

    // The client had used up what processor time there was, and had taken more of it than the server: with a faster client
    // there would have been more requests.
    private static bool IsBound(Cell cell, double seconds, int cores)
    {
        double client = cell.Measured[Measuring.Figures.ClientCpu] / seconds;
        double server = cell.Measured[Measuring.Figures.ServerCpu] / seconds;
        return client > server && client + server >= UsedUp * cores;
    }
}
