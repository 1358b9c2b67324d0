namespace Weft.Tests.Soak;

/// <summary>A moment at which nobody was connected.</summary>
/// <param name="Percent">How much of the run was over.</param>
/// <param name="Sample">The server at rest.</param>
internal sealed record Repose(double Percent, ProcessSample Sample);

/// <summary>What one server was like during the run.</summary>
internal sealed class Recording(ProcessSample atStart)
{
    private readonly List<(double Percent, ProcessSample Sample)> _underLoad = [];

    /// <summary>Before the first client.</summary>
    public ProcessSample AtStart { get; } = atStart;

    public ProcessSample Last => _underLoad.Count > 0 ? _underLoad[^1].Sample : AtStart;

    public List<Repose> Reposes { get; } = [];

    public int Count => _underLoad.Count;

    public int MostDescriptors => _underLoad.Select(each => each.Sample.Descriptors).DefaultIfEmpty().Max();

    public int MostThreads => _underLoad.Select(each => each.Sample.Threads).DefaultIfEmpty().Max();

    public void Add(double percent, ProcessSample sample) => _underLoad.Add((percent, sample));

    /// <summary>The median of a quantity under load over a part of the run.</summary>
    public long MedianUnderLoad(Func<ProcessSample, long> quantity, double fromPercent, double toPercent) =>
        Median(_underLoad.Where(each => each.Percent >= fromPercent && each.Percent <= toPercent).Select(each => quantity(each.Sample)));

    public static long Median(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    /// <summary>Of several samples the one with the median memory.</summary>
    public static ProcessSample MedianByPss(IEnumerable<ProcessSample> samples)
    {
        ProcessSample[] sorted = [.. samples.OrderBy(sample => sample.Pss)];
        return sorted[sorted.Length / 2];
    }
}
