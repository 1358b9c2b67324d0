namespace Weft.Bench.Reporting.Charts;

/// <summary>What stands along a lying axis. Where there is no room for all, some stay away; their lines stay.</summary>
internal static class TickLabels
{
    /// <summary>Least distance between two labels, in pixels.</summary>
    private const double Gap = 6;

    /// <summary>The list of places and labels as gnuplot reads it.</summary>
    /// <param name="ticks">The labels and their values; the earlier has the room if two would collide.</param>
    /// <param name="pixelOf">Where on the axis a value lies, in pixels.</param>
    public static string Of(IEnumerable<(string Label, double Value)> ticks, Func<double, double> pixelOf)
    {
        (string Label, double Value)[] all = [.. ticks];
        // Each takes as much room as the widest, so that of even steps every second stays, or every third.
        double distance = all.Max(tick => Gnuplot.WidthOf(tick.Label)) + Gap;
        List<double> taken = [];
        List<string> places = [];
        foreach ((string label, double value) in all)
        {
            double pixel = pixelOf(value);
            bool hasRoom = taken.All(other => Math.Abs(other - pixel) >= distance);
            if (hasRoom)
                taken.Add(pixel);
            places.Add($"{Gnuplot.Quote(hasRoom ? label : "")} {Number.Exact(value)}");
        }
        return $"({string.Join(", ", places)})";
    }
}
