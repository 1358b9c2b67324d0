using System.Text;

namespace Weft.Bench.Reporting.Charts;

/// <summary>One bar: a median with the least and the most that was measured.</summary>
internal sealed record Bar(string Name, double Value, double Low, double High, BarKind Kind = BarKind.Own, bool IsMarked = false);

/// <summary>Whose bar it is, which decides its colour.</summary>
internal enum BarKind
{
    /// <summary>An engine of Weft.</summary>
    Own,

    /// <summary>Another server.</summary>
    Peer,

    /// <summary>What the others are measured against.</summary>
    Reference,
}

/// <summary>
/// Lying bars with their names on the left, their figures on the right, and a whisker from the least to the most. Where figures
/// lie far apart the axis is logarithmic, and there are dots instead of bars, for a bar says "from nothing".
/// </summary>
internal sealed record BarChart(string Title, string Axis, IReadOnlyList<Bar> Bars, bool IsLogarithmic = false)
{
    private const double RowHeight = 25, Margin = 80, Top = 8, Foot = 58;

    /// <summary>What gnuplot has to be told to draw this.</summary>
    /// <param name="width">In pixels; from 360 on.</param>
    public string Script(int width)
    {
        double bottom = Top + (RowHeight * Bars.Count);
        double left = 24 + Bars.Max(bar => Gnuplot.WidthOf(Name(bar)));
        double length = width - Margin - left;
        double most = Bars.Max(bar => Math.Max(bar.Value, bar.High));
        StringBuilder script = Gnuplot.Begin(width, (int)(bottom + Foot), left, width - Margin, Top, bottom);
        script.Append($"set xlabel {Gnuplot.Quote(Axis)} offset 0,0.3\nset yrange [{Number.Exact(Bars.Count - 0.5)}:-0.5]\n");
        script.Append($"set ytics ({string.Join(", ", Bars.Select((bar, i) => $"{Gnuplot.Quote(Name(bar))} {i}"))})\n");
        script.Append(IsLogarithmic ? LogarithmicAxis(most, length) : NiceAxis.UpTo(most).Lying(length));
        script.Append("set grid xtics\nset style fill solid 0.9 noborder\n");
        StringBuilder data = new();
        foreach ((int i, Bar bar) in Bars.Index())
        {
            string row = Number.Exact(i), end = Number.Exact(Math.Max(bar.Value, bar.High));
            string figure = Gnuplot.Quote(Number.Significant(bar.Value));
            script.Append($"set label {figure} at first {end}, first {row} offset 0.9,0 left tc rgb '{Palette.Ink}'\n");
            data.AppendJoin(' ', row, Number.Exact(bar.Value), Number.Exact(bar.Low), Number.Exact(bar.High), Number.Exact((int)bar.Kind));
            data.Append('\n');
        }
        script.Append($"$bars << END\n{data}END\n");
        IEnumerable<string> shapes = Bars.Select(bar => bar.Kind).Distinct().Order().Select(Shapes);
        script.Append($"plot {string.Join(", \\\n  ", [.. shapes, Whiskers()])}\n");
        return script.ToString();
    }

    private static string Name(Bar bar) => bar.IsMarked ? $"{bar.Name} †" : bar.Name;

    private string Shapes(BarKind kind)
    {
        string value = $"($5 == {(int)kind} ? $2 : NaN)";
        return IsLogarithmic
            ? $"$bars using {value}:1 with points pt 7 ps 1.1 lc rgb '{Palette.Bars[(int)kind]}' notitle"
            : $"$bars using {value}:1:(0):2:($1 - 0.33):($1 + 0.33) with boxxyerror lc rgb '{Palette.Bars[(int)kind]}' notitle";
    }

    private static string Whiskers() => $"$bars using 2:1:3:4 with xerrorbars pt 0 ps 0 lw 1.3 lc rgb '{Palette.Ink}' notitle";

    private string LogarithmicAxis(double most, double length)
    {
        double least = Bars.Min(bar => Math.Min(bar.Value, bar.Low));
        if (least <= 0)
            throw new InvalidOperationException("Nothing is at zero on a logarithmic axis.");
        int from = (int)Math.Floor(Math.Log10(least)), to = (int)Math.Ceiling(Math.Log10(most * 1.05));
        int[] digits = to - from <= 2 ? [1, 2, 5] : [1];
        IEnumerable<(string, double)> ticks = Enumerable.Range(from, to - from + 1)
            .SelectMany(power => digits.Select(digit => (Value: digit * Math.Pow(10, power), Decimals: Math.Max(0, -power))))
            .Where(tick => tick.Value <= Math.Pow(10, to))
            .Select(tick => (Number.Format(tick.Value, tick.Decimals), tick.Value));
        string labels = TickLabels.Of(ticks, value => (Math.Log10(value) - from) / (to - from) * length);
        return $"set logscale x 10\nset xrange [1e{from}:1e{to}]\nset xtics {labels}\n";
    }
}
