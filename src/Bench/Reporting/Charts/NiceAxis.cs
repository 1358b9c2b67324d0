namespace Weft.Bench.Reporting.Charts;

/// <summary>An axis from nothing to a round number, with round steps: 1, 2 or 5 with zeros.</summary>
internal readonly record struct NiceAxis(double End, double Step)
{
    /// <summary>With room for all that is there, and three to eight steps.</summary>
    public static NiceAxis UpTo(double most)
    {
        if (!(most > 0) || !double.IsFinite(most))
            return new NiceAxis(1, 0.2);
        double rough = most * 1.02 / 8;
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * new[] { 1.0, 2, 5, 10 }.First(digit => digit * power >= rough);
        return new NiceAxis(step * Math.Ceiling(most * 1.02 / step), step);
    }

    /// <summary>What gnuplot has to be told of an axis that stands.</summary>
    public string Standing()
    {
        IEnumerable<string> ticks = Ticks().Select(tick => $"{Gnuplot.Quote(tick.Label)} {Number.Exact(tick.Value)}");
        return $"set yrange {Range()}\nset ytics ({string.Join(", ", ticks)})\n";
    }

    /// <summary>What gnuplot has to be told of an axis that lies.</summary>
    /// <param name="length">In pixels.</param>
    public string Lying(double length)
    {
        double end = End;
        return $"set xrange {Range()}\nset xtics {TickLabels.Of(Ticks(), value => value / end * length)}\n";
    }

    private IEnumerable<(string Label, double Value)> Ticks()
    {
        (double step, int decimals) = (Step, Decimals);
        return Enumerable.Range(0, (int)Math.Round(End / step) + 1)
            .Select(i => (Number.Format(i * step, decimals), Math.Round(i * step, decimals)));
    }

    private string Range() => $"[0:{Number.Exact(Math.Round(End, Decimals))}]";

    private int Decimals => Math.Max(0, -(int)Math.Floor(Math.Log10(Step)));
}
