namespace Weft.Tests.Soak.Scenarios;

/// <summary>Something that clients do. Weights say how often, relative to each other.</summary>
internal sealed record Scenario(string Name, double Weight, Func<Session, Task> Play)
{
    /// <summary>
    /// All of them. What takes long, or opens many connections, is rare: sixty clients that spend half a minute each on
    /// being silent would test little else.
    /// </summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("small, pipelined", 30, Reading.SmallAsync),
        new("small, a connection each", 12, Reading.ConnectionEachAsync),
        new("head", 4, Reading.HeadAsync),
        new("missing, redirect, listing", 5, Reading.OtherAsync),
        new("changing file", 14, Fresh.ReadAsync),
        new("conditional", 8, Fresh.ConditionalAsync),
        new("medium, whole", 8, Reading.MediumAsync),
        new("large, whole", 1, Reading.LargeAsync),
        new("slow reader", 0.5, Reading.SlowAsync),
        new("one range", 8, Ranged.SingleAsync),
        new("several ranges", 6, Ranged.SeveralAsync),
        new("if-range", 5, Ranged.IfRangeAsync),
        new("aborted download", 6, Leaving.InDownloadAsync),
        new("aborted request", 4, Leaving.InRequestAsync),
        new("half-closed", 5, Leaving.HalfClosedAsync),
        new("malformed", 8, Malformed.SendAsync),
        new("silent until closed", 0.15, Leaving.SilentAsync),
        new("many at once", 0.1, Leaving.ManyAtOnceAsync),
    ];

    /// <summary>Draws one by weight.</summary>
    public static int Draw(IReadOnlyList<Scenario> scenarios, Random random)
    {
        double at = random.NextDouble() * scenarios.Sum(scenario => scenario.Weight);
        int index = 0;
        while (index < scenarios.Count - 1 && (at -= scenarios[index].Weight) >= 0)
            index++;
        return index;
    }
}
