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

    /// <summary>What gnuplot has to be told.</summary>
    /// <param name="axis">x or y.</param>
    public string Script(char axis)
    {
        (double end, double step) = this;
        int decimals = Math.Max(0, -(int)Math.Floor(Math.Log10(step)));
        IEnumerable<string> ticks = Enumerable.Range(0, (int)Math.Round(end / step) + 1)
            .Select(i => $"{Gnuplot.Quote(Number.Format(i * step, decimals))} {Number.Exact(Math.Round(i * step, decimals))}");
        return $"set {axis}range [0:{Number.Exact(Math.Round(end, decimals))}]\nset {axis}tics ({string.Join(", ", ticks)})\n";
    }
}
