namespace Weft.Bench.Measuring;

/// <summary>Several measurements of the same thing: the one in the middle, and the least and the most of them.</summary>
internal readonly record struct Summary(double Median, double Low, double High)
{
    /// <summary>Null if there is nothing to sum up.</summary>
    public static Summary? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return null;
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[^1]);
    }

    /// <summary>This by another: the medians, and the least and the most that the measurements allow for.</summary>
    public Summary Over(Summary other) => new(Median / other.Median, Low / other.High, High / other.Low);

    /// <summary>Whether the measurements lie among one another, so that neither can be called the smaller.</summary>
    public bool Overlaps(Summary other) => Low <= other.High && other.Low <= High;
}

/// <summary>How evenly something was shared out.</summary>
internal static class Fairness
{
    /// <summary>Jain's index: 1 if all got the same, 1/n if one of n got everything; 0 if nobody got anything.</summary>
    public static double Jain(IReadOnlyCollection<double> shares)
    {
        double sum = shares.Sum();
        double squares = shares.Sum(share => share * share);
        return squares == 0 ? 0 : sum * sum / (shares.Count * squares);
    }
}
