using Weft.Bench.Reporting;

namespace Weft.Bench.Compare;

/// <summary>What native gains and costs: each server that was built both ways, beside itself.</summary>
internal static class NativeSection
{
    public static IEnumerable<Block> Of(IReadOnlyList<Contest> contests)
    {
        (Contest Contest, Row ReadyToRun, Row Native)[] pairs =
        [
            .. contests.SelectMany(contest => contest.Rows, (contest, row) => (Contest: contest, ReadyToRun: row))
                .Where(pair => pair.ReadyToRun.Subject.Native is { } native && pair.Contest.Find(native) is not null)
                .Select(pair => (pair.Contest, pair.ReadyToRun, pair.Contest.Find(pair.ReadyToRun.Subject.Native!)!)),
        ];
        if (pairs.Length == 0)
            yield break;
        yield return new Heading("Native beside ReadyToRun");
        yield return new Paragraph(
            "Weft is built in two ways from the same sources. The native program is machine code and needs nothing else to run. A name that ends in "
            + "`-r2r` is .NET's ReadyToRun build, which needs the .NET runtime and compiles again, while it runs, what runs often. "
            + "A ratio below 1 says that the native program takes less.");
        yield return new Table(
            "",
            [
                new Column("Server", IsText: true), new Column("Workload", IsText: true), new Column("Compared", IsText: true),
                new Column("Native"), new Column("ReadyToRun"), new Column("Ratio"), new Column("Memory", "native, MB"), new Column("Memory", "ReadyToRun, MB"),
            ],
            [.. pairs.Select(pair => Line(pair.Contest, pair.ReadyToRun, pair.Native))]);
    }

    private static IReadOnlyList<Entry> Line(Contest contest, Row readyToRun, Row native)
    {
        (string name, string unit) = ContestTable.MeasureOf(contest);
        return
        [
            native.Subject.Label, contest.Workload.Name, $"{name}, {unit}",
            Median(native, contest.Measure), Median(readyToRun, contest.Measure), ContestTable.RatioText(contest, native, readyToRun.Subject.Name),
            Median(native, Metric.Memory), Median(readyToRun, Metric.Memory),
        ];
    }

    private static Entry Median(Row row, Metric metric) => row[metric] is { } figure ? Number.Significant(figure.Median) : "–";
}
