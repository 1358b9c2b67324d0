using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Tests.Bench.Compare;

public sealed class SummaryTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3, 3, 3)]
    [InlineData(new[] { 5.0, 1, 3 }, 3, 1, 5)]
    [InlineData(new[] { 8.0, 1, 3, 4 }, 3.5, 1, 8)]
    public void A_summary_is_the_middle_the_least_and_the_most(double[] values, double median, double low, double high)
    {
        Assert.Equal(new Summary(median, low, high), Summary.Of(values));
    }

    [Fact]
    public void Of_nothing_there_is_no_summary()
    {
        Assert.Null(Summary.Of([]));
    }

    [Fact]
    public void A_ratio_is_as_wide_as_the_measurements_allow()
    {
        Summary ratio = new Summary(10, 8, 12).Over(new Summary(5, 4, 6));
        Assert.Equal(2, ratio.Median, 9);
        Assert.Equal(8.0 / 6, ratio.Low, 9);
        Assert.Equal(12.0 / 4, ratio.High, 9);
    }

    [Theory]
    [InlineData(1, 2, 3, 4, false)]
    [InlineData(1, 3, 3, 4, true)]
    [InlineData(1, 9, 3, 4, true)]
    [InlineData(5, 9, 3, 4, false)]
    public void Measurements_overlap_or_do_not(double low, double high, double otherLow, double otherHigh, bool isSo)
    {
        Assert.Equal(isSo, new Summary(low, low, high).Overlaps(new Summary(otherLow, otherLow, otherHigh)));
    }

    [Theory]
    [InlineData(new[] { 7.0, 7, 7, 7 }, 1)]
    [InlineData(new[] { 7.0, 0, 0, 0 }, 0.25)]
    [InlineData(new[] { 1.0, 3 }, 0.8)]
    [InlineData(new[] { 0.0, 0 }, 0)]
    public void Jains_index_is_1_if_all_got_the_same_and_one_nth_if_one_got_all(double[] shares, double index)
    {
        Assert.Equal(index, Fairness.Jain(shares), 9);
    }
}
