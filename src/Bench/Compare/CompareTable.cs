using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Reporting;

namespace Weft.Bench.Compare;

/// <summary>Every measurement of a run as a line of figures, for those who go on with them.</summary>
internal static class CompareTable
{
    private static readonly (Metric Metric, string Name)[] Columns =
    [
        (Metric.CpuPerRequest, "cpu_us_per_request"),
        (Metric.RequestsPerSecond, "requests_per_s"),
        (Metric.CpuPerGigabyte, "cpu_s_per_gb"),
        (Metric.CpuOfBothPerGigabyte, "cpu_of_both_s_per_gb"),
        (Metric.GigabytesPerSecond, "gb_per_s"),
        (Metric.P50, "p50_ms"),
        (Metric.P99, "p99_ms"),
        (Metric.Memory, "memory_mb"),
        (Metric.StillOpen, "idle_still_open"),
        (Metric.Fairness, "jain_index"),
        (Metric.SlowestToMedian, "slowest_to_median"),
        (Metric.FirstAnswer, "first_answer_ms"),
        (Metric.CpuPerStart, "cpu_ms_per_start"),
    ];

    public static IEnumerable<IEnumerable<string>> Rows(BenchRun run)
    {
        yield return ["workload", "server", "round", .. Columns.Select(column => column.Name), "client_cpu_s", "other_cpu_share", "errors", "client_bound"];
        foreach (Workload workload in Workloads.All.Select(workload => run.IsQuick ? workload.Quick() : workload))
        {
            foreach (Cell cell in run.Cells.Where(cell => cell.Workload == workload.Name))
                yield return Row(cell, workload, run.Machine.Cores);
        }
    }

    private static IEnumerable<string> Row(Cell cell, Workload workload, int cores)
    {
        string[] start = [workload.Name, cell.Subject, cell.Round.ToString(CultureInfo.InvariantCulture)];
        if (cell.IsRefused)
            return [.. start, .. Columns.Select(_ => ""), "", "", cell.Output.TrimEnd(), ""];
        Subject subject = Subjects.Find(cell.Subject);
        var reading = Reading.Of(cell, subject.Limit(workload), cores);
        return
        [
            .. start,
            .. Columns.Select(column => reading.Figures.TryGetValue(column.Metric, out double figure) ? Number.Exact(Math.Round(figure, 6)) : ""),
            Number.Exact(cell.Measured[Figures.ClientCpu]),
            Number.Exact(Math.Round(cell.OtherShare(cores), 4)),
            string.Join("; ", reading.Errors.Select(error => $"{error.Kind}: {error.Count}")),
            reading.IsClientBound ? "yes" : "no",
        ];
    }
}
