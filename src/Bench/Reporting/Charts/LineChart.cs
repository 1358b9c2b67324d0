using System.Text;

namespace Weft.Bench.Reporting.Charts;

/// <summary>A curve: pairs of x and y, with a cross at those that went wrong.</summary>
internal sealed record Series(string Name, IReadOnlyList<Sample> Samples);

/// <summary>A point of a curve.</summary>
internal readonly record struct Sample(double X, double Y, bool IsMarked = false);

/// <summary>
/// Curves over an axis that doubles from step to step, each named where it ends. At most seven: more are not told apart.
/// </summary>
internal sealed record LineChart(
    string Title, string XAxis, string YAxis, IReadOnlyList<double> Ticks, IReadOnlyList<Series> Series)
{
    private const int Height = 452;
    private const double Left = 62, Margin = 130, Top = 40, Bottom = 392;

    /// <summary>Least distance between two names, in pixels.</summary>
    private const double LineHeight = 19;

    /// <summary>What gnuplot has to be told to draw this.</summary>
    /// <param name="width">In pixels; from 360 on.</param>
    public string Script(int width)
    {
        var axis = NiceAxis.UpTo(Series.SelectMany(series => series.Samples).Select(sample => sample.Y).DefaultIfEmpty().Max());
        StringBuilder script = Gnuplot.Begin(width, Height, Left, width - Margin, Top, Bottom);
        (double from, double to) = (Ticks[0] / 1.12, Ticks[^1] * 1.12);
        script.Append($"set logscale x 2\nset xrange [{Number.Exact(from)}:{Number.Exact(to)}]\n");
        // From the far end: how far it went is what one looks for.
        IEnumerable<(string, double)> ticks = Ticks.Reverse().Select(tick => (Number.Format(tick), tick));
        string labels = TickLabels.Of(ticks, x => Math.Log(x / from) / Math.Log(to / from) * (width - Margin - Left));
        script.Append($"set xtics {labels}\n");
        script.Append($"set xlabel {Gnuplot.Quote(XAxis)} offset 0,0.3\n");
        // Above its axis, where it is read without turning one's head.
        string corner = $"screen {Number.Exact(8.0 / width)}, screen {Number.Exact(1 - (14.0 / Height))}";
        script.Append($"set label {Gnuplot.Quote(YAxis)} at {corner} left tc rgb '{Palette.Ink}'\n");
        script.Append(axis.Standing()).Append("set grid ytics\n");
        AppendNames(script, axis, width);
        AppendCurves(script);
        return script.ToString();
    }

    // A name stands beside the end of its curve, or as near as the others let it, with a line leading there.
    private void AppendNames(StringBuilder script, NiceAxis axis, int width)
    {
        double Pixel(double y) => Bottom - (y / axis.End * (Bottom - Top));
        (int Index, Series Item)[] named = [.. Series.Index().Where(series => series.Item.Samples.Count > 0)];
        double[] places = Spread.Apart([.. named.Select(series => Pixel(series.Item.Samples[^1].Y))], LineHeight, Top, Bottom);
        foreach (((int index, Series series), double place) in named.Zip(places))
        {
            Sample end = series.Samples[^1];
            string color = Palette.Series[index].Color;
            string y = Number.Exact(1 - (place / Height));
            string arrow = Number.Exact((width - Margin + 24) / width), name = Number.Exact((width - Margin + 29) / width);
            script.Append($"set arrow from first {Number.Exact(end.X)}, first {Number.Exact(end.Y)} to screen {arrow}, screen {y} ");
            script.Append($"nohead lw 1 lc rgb '{color}'\n");
            script.Append($"set label {Gnuplot.Quote(series.Name)} at screen {name}, screen {y} left tc rgb '{color}'\n");
        }
    }

    private void AppendCurves(StringBuilder script)
    {
        List<string> plots = [];
        foreach ((int i, Series series) in Series.Index().Where(series => series.Item.Samples.Count > 0))
        {
            string data = $"$series{Number.Exact(i)}";
            script.Append($"{data} << END\n");
            foreach (Sample sample in series.Samples)
                script.Append($"{Number.Exact(sample.X)} {Number.Exact(sample.Y)} {(sample.IsMarked ? '1' : '0')}\n");
            script.Append("END\n");
            Palette.Style style = Palette.Series[i];
            string look = $"lw 2 lc rgb '{style.Color}' dt {style.Dash} pt {Number.Exact(style.Point)} ps 0.85";
            plots.Add($"{data} using 1:2 with linespoints {look} notitle");
            if (series.Samples.Any(sample => sample.IsMarked))
                plots.Add($"{data} using 1:($3 > 0 ? $2 : NaN) with points pt 2 ps 2 lw 2.5 lc rgb '{Palette.Bad}' notitle");
        }
        if (plots.Count == 0)
            throw new InvalidOperationException("There is nothing to draw.");
        script.Append($"plot {string.Join(", \\\n  ", plots)}\n");
    }
}
