using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

public sealed class PooledBufferTests
{
    /// <summary>Against a plain list, through every way of growing, sliding and shrinking.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void HoldsWhatAListHolds(int step)
    {
        var buffer = default(PooledBuffer);
        var list = new List<byte>();
        byte next = 0;
        for (int i = 0; i < 200; i++)
        {
            byte[] piece = [.. Enumerable.Range(0, (i * step % 7001) + 1).Select(_ => next++)];
            buffer.Append(piece);
            list.AddRange(piece);
            int taken = (i * 7919) % (list.Count + 1);
            buffer.Consume(taken);
            list.RemoveRange(0, taken);
            if (i % 5 == 0)
            {
                buffer.Truncate(list.Count / 2);
                list.RemoveRange(list.Count / 2, list.Count - (list.Count / 2));
            }
            Assert.Equal(list.Count, buffer.Length);
            Assert.True(buffer.Span.SequenceEqual([.. list]));
        }
        buffer.Release();
        buffer.Release();
        Assert.Equal(0, buffer.Length);
    }

    [Fact]
    public void ReservesAtLeastWhatIsAsked()
    {
        var buffer = default(PooledBuffer);
        Assert.True(buffer.Reserve(10).Length >= 10);
        buffer.Append(new byte[4000]);
        Assert.True(buffer.Reserve(100_000).Length >= 100_000);
        Assert.Equal(4000, buffer.Length);
        buffer.Consume(3999);
        Assert.True(buffer.Reserve(100_000).Length >= 100_000);
        Assert.Equal(1, buffer.Length);
        buffer.Release();
    }
}
