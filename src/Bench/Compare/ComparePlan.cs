using System.Globalization;

namespace Weft.Bench.Compare;

/// <summary>What is measured, how often, and in which order.</summary>
internal sealed record ComparePlan
{
    /// <summary>An even number: as many rounds to as fro.</summary>
    public const int FullRounds = 4;

    public required IReadOnlyList<Subject> Subjects { get; init; }

    public required IReadOnlyList<Workload> Workloads { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Whether it is all there is: only then its report may take the place of the committed one.</summary>
    public bool IsFull =>
        Rounds == FullRounds && Subjects.Count == Compare.Subjects.All.Count && Workloads.Count == Compare.Workloads.All.Count;

    /// <summary>About how many seconds the whole of it takes.</summary>
    public double Seconds => InOrder().Sum(turn => SecondsOf(turn.Workload));

    /// <summary>The plan of a run.</summary>
    /// <param name="only">Names of servers and of workloads; where there are none of a kind, all of them are meant.</param>
    /// <param name="isQuick">Whether to look only briefly.</param>
    public static ComparePlan Of(IReadOnlyCollection<string> only, bool isQuick)
    {
        Subject[] subjects = [.. Compare.Subjects.All.Where(subject => only.Contains(subject.Name, StringComparer.Ordinal))];
        Workload[] workloads = [.. Compare.Workloads.All.Where(workload => only.Contains(workload.Name, StringComparer.Ordinal))];
        return new ComparePlan
        {
            Subjects = subjects.Length > 0 ? subjects : Compare.Subjects.All,
            Workloads = [.. (workloads.Length > 0 ? workloads : Compare.Workloads.All).Select(workload => isQuick ? workload.Quick() : workload)],
            Rounds = isQuick ? 1 : FullRounds,
        };
    }

    /// <summary>
    /// Each workload in each round, to and fro through the servers (A B C, C B A): those that are compared are measured
    /// within minutes of one another, and none is always the first.
    /// </summary>
    public IEnumerable<(Subject Subject, Workload Workload, int Round)> InOrder()
    {
        for (int round = 1; round <= Rounds; round++)
        {
            foreach (Workload workload in Workloads)
            {
                foreach (Subject subject in (round % 2 == 1 ? Subjects : Subjects.Reverse()).Where(subject => subject.Does(workload)))
                    yield return (subject, workload, round);
            }
        }
    }

    /// <summary>About how many seconds one measurement takes.</summary>
    public static double SecondsOf(Workload workload) => workload.Seconds + Measurement.Overhead(workload);

    /// <summary>What is going to happen, in a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Subjects.Count} servers, {Workloads.Count} workloads, {Rounds} {(Rounds == 1 ? "round" : "rounds")}: about {About(Seconds)}");

    private static string About(double seconds) => Math.Round(seconds / 60) switch
    {
        _ when seconds < 55 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 5) * 5:0} seconds"),
        <= 1 => "1 minute",
        double minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes:0} minutes"),
    };
}
