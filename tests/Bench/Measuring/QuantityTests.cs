using Weft.Bench;
using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Tests.Bench.Measuring;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("635.00us", 0.000635)]
    [InlineData("5.71ms", 0.00571)]
    [InlineData("3.06s", 3.06)]
    [InlineData("1.50m", 90)]
    [InlineData("2h", 7200)]
    public void Times_are_seconds(string text, double seconds) => Assert.Equal(seconds, Quantity.Seconds(text), 12);

    [Theory]
    [InlineData("0.00B", 0)]
    [InlineData("685.55KB", 685.55 * 1024)]
    [InlineData("12.65MB", 12.65 * 1024 * 1024)]
    [InlineData("1.5GB", 1.5 * 1024 * 1024 * 1024)]
    public void Sizes_are_bytes(string text, double bytes) => Assert.Equal(bytes, Quantity.Bytes(text));

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("-nan")]
    [InlineData("ms")]
    [InlineData("1,5s")]
    public void What_is_neither_is_refused(string text)
    {
        Assert.Throws<BenchException>(() => Quantity.Seconds(text));
        Assert.Throws<BenchException>(() => Quantity.Bytes(text));
    }
}
