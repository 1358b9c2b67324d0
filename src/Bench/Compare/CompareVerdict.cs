using Weft.Bench.Reporting;
using Weft.Bench.Reporting.Charts;

namespace Weft.Bench.Compare;

/// <summary>What a run has found, in up to three sentences: small files, where Weft loses, and start and memory.</summary>
internal static class CompareVerdict
{
    /// <summary>More losses than these would hide the worst of them.</summary>
    private const int MostLosses = 3;

    /// <summary>The sentences for which there are figures; none if there is nobody to compare with.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<Contest> contests) =>
        [.. new[] { SmallFiles(contests), Losses(contests), Start(contests) }.OfType<string>()];

    private static string? SmallFiles(IReadOnlyList<Contest> contests)
    {
        if (Named(contests, "1k") is not { } contest || Best(contest, IsWeft) is not { } weft || contest.Ratio(weft, Subjects.Nginx) is not { } ratio)
            return null;
        string place = Best(contest, IsPeer) is { } peer && Figure(contest, peer) < Figure(contest, weft) ? "Among Weft's engines" : "Among all these servers";
        return $"{place}, **{weft.Subject.Label}** takes the least CPU to send a small file (1 KB): {Number.Significant(Figure(contest, weft))} µs per request, "
            + $"which is {Times(ratio.Median)} what nginx takes.";
    }

    private static string? Losses(IReadOnlyList<Contest> contests)
    {
        Contest[] fought = [.. contests.Where(contest => Best(contest, IsWeft) is not null && Best(contest, IsPeer) is not null)];
        if (fought.Length == 0)
            return null;
        (double Ratio, string Text)[] lost = [.. fought.Select(Loss).OfType<(double Ratio, string Text)>().OrderByDescending(loss => loss.Ratio)];
        return lost.Length == 0
            ? "In nothing measured here does another server clearly take less than the best engine of Weft."
            : $"Another server clearly takes less than the best engine of Weft in {lost.Length} of {fought.Length} workloads"
                + $"{(lost.Length > MostLosses ? ", most of all in" : ":")} {string.Join("; ", lost.Take(MostLosses).Select(loss => loss.Text))}.";
    }

    private static (double Ratio, string Text)? Loss(Contest contest)
    {
        Row weft = Best(contest, IsWeft)!, peer = Best(contest, IsPeer)!;
        double ratio = Figure(contest, weft) / Figure(contest, peer);
        bool isTied = weft.Rounds > 1 && peer.Rounds > 1 && contest.AreSame(weft, peer);
        return ratio <= 1 || isTied ? null : (ratio, $"`{contest.Workload.Name}` (Weft takes {Times(ratio)} what {peer.Subject.Label} takes)");
    }

    private static string? Start(IReadOnlyList<Contest> contests)
    {
        if (Named(contests, "start") is not { } contest || Best(contest, IsWeft) is not { } weft)
            return null;
        string nginx = contest.Find(Subjects.Nginx) is { } row && row[contest.Measure] is not null ? $"; nginx is ready after {Ready(contest, row)}" : "";
        return $"From its start to its first answer, **{weft.Subject.Label}** takes {Ready(contest, weft)}{nginx}.";
    }

    private static string Ready(Contest contest, Row row) =>
        $"{Number.Significant(Figure(contest, row))} ms" + (row[Metric.Memory] is { } memory ? $" and has {Number.Significant(memory.Median)} MB of memory in use" : "");

    private static Contest? Named(IReadOnlyList<Contest> contests, string name) => contests.FirstOrDefault(contest => contest.Workload.Name == name);

    private static Row? Best(Contest contest, Func<Row, bool> isMeant) => ContestTable.Ranked(contest)
        .FirstOrDefault(row => isMeant(row) && row[contest.Measure] is { Median: > 0 });

    private static double Figure(Contest contest, Row row) => row[contest.Measure]!.Value.Median;

    private static bool IsWeft(Row row) => row.Subject is { Kind: BarKind.Own, Native: null } && row.Subject.Name != Subjects.ControlAgain;

    private static bool IsPeer(Row row) => row.Subject.Kind == BarKind.Peer;

    private static string Times(double ratio) => $"{Number.Format(ratio, ratio < 10 ? 2 : 1)} times";
}
