using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>One wrong byte in what stands around the data of a chunk, and every byte behind it as it should be: refused.</summary>
public sealed class ChunkFrameTests
{
    private const string Head = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    [Theory]
    [InlineData("1\rxa\r\n0\r\n\r\n")]
    [InlineData("1\r\nax\n0\r\n\r\n")]
    [InlineData("1\r\na\rx0\r\n\r\n")]
    [InlineData("0\rx\r\n")]
    [InlineData("0 xa\r\n\r\n")]
    [InlineData("0;@a\r\n\r\n")]
    [InlineData("0;a @\r\n\r\n")]
    [InlineData("0;a=@a\r\n\r\n")]
    [InlineData("0;a=\"\"a\r\n\r\n")]
    [InlineData("0\r\n\r\r\n")]
    [InlineData("0\r\n\n")]
    public void IsRefused(string content)
    {
        using var driver = new Driver();
        Assert.Equal(Step.ShutdownSend, driver.Run(Head + content));
        Assert.Equal(["HTTP/1.1 400 Bad Request"], driver.StatusLines);
    }
}
