using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>Bounds are exact: what fills one is taken, a byte or a line more is refused, at once.</summary>
public sealed class BoundTests
{
    private const string Head = "GET / HTTP/1.1\r\nHost: a\r\n";
    private const string Chunked = Head + "Transfer-Encoding: chunked\r\n\r\n";

    private static readonly HttpLimits Narrow = new()
    {
        RequestLineBytes = 40,
        FieldLineBytes = 30,
        FieldSectionBytes = 60,
        FieldLines = 3,
        ContentBytes = 20,
        ChunkExtensionBytes = 10,
    };

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    public void OfContent(int bytes, bool isTooMuch)
    {
        AssertAnswer(Head + $"Content-Length: {bytes}\r\n\r\n" + (isTooMuch ? "" : A(bytes)), isTooMuch, "413 Content Too Large");
        string chunks = $"a\r\n{A(10)}\r\n{bytes - 10:x}\r\n{A(bytes - 10)}";
        AssertAnswer(Chunked + chunks + (isTooMuch ? "" : "\r\n0\r\n\r\n"), isTooMuch, "413 Content Too Large");
    }

    // The byte before an extension and the line feed behind it are none of it.
    [Theory]
    [InlineData("0;aaaaaaaaa\r\n\r\n", false)]
    [InlineData("0;aaaaaaaaaa\r", true)]
    [InlineData("0        ;a\r\n\r\n", false)]
    [InlineData("0         ;a\r", true)]
    [InlineData("1;aaaa\r\nx\r\n0;aaaa\r\n\r\n", false)]
    [InlineData("1;aaaa\r\nx\r\n0;aaaaa\r", true)]
    public void OfChunkExtensions(string content, bool isTooMuch) => AssertAnswer(Chunked + content, isTooMuch, "400 Bad Request");

    [Theory]
    [InlineData("X: aaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n", false)]
    [InlineData("X: aaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)]
    [InlineData("X: aaaaaaaaaaaaaaaaaaaaaaaaa\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n", false)]
    [InlineData("X: aaaaaaaaaaaaaaaaaaaaaaaaa\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", true)]
    [InlineData("X:\r\nX:\r\nX:\r\n\r\n", false)]
    [InlineData("X:\r\nX:\r\nX:\r\nX:\r\n", true)]
    public void OfTrailers(string trailers, bool isTooMuch) =>
        AssertAnswer(Chunked + "0\r\n" + trailers, isTooMuch, "431 Request Header Fields Too Large");

    /// <summary>Of a control and a line that is too long, the first decides; neither waits for the end of the line.</summary>
    [Theory]
    [InlineData("", 0, "400 Bad Request")]
    [InlineData("GET /", 39, "400 Bad Request")]
    [InlineData("GET /", 40, "414 URI Too Long")]
    [InlineData(Head, 0, "400 Bad Request")]
    [InlineData(Head, 29, "400 Bad Request")]
    [InlineData(Head, 30, "431 Request Header Fields Too Large")]
    [InlineData(Chunked + "0\r\n", 0, "400 Bad Request")]
    [InlineData(Chunked + "0\r\n", 29, "400 Bad Request")]
    [InlineData(Chunked + "0\r\n", 30, "431 Request Header Fields Too Large")]
    public void OfTheFirstFault(string before, int at, string refusal)
    {
        int begun = before.Length - (before.LastIndexOf('\n') + 1);
        AssertAnswer(before + A(at - begun) + '\0', isRefused: true, refusal);
    }

    [Fact]
    public void TheLargestChunkIsReadUntilItIsTooMuch()
    {
        using var driver = new Driver(Narrow);
        Assert.Equal(Step.Receive, driver.Run(Chunked + "7fffffffffffffff\r\n" + A(20)));
        Assert.Equal("", driver.Output);
        Assert.Equal(Step.ShutdownSend, driver.Run("a"));
        Assert.Equal(["HTTP/1.1 413 Content Too Large"], driver.StatusLines);
    }

    private static void AssertAnswer(string input, bool isRefused, string refusal)
    {
        using var driver = new Driver(Narrow);
        Assert.Equal(isRefused ? Step.ShutdownSend : Step.Receive, driver.Run(input));
        Assert.Equal([isRefused ? $"HTTP/1.1 {refusal}" : "HTTP/1.1 200 OK"], driver.StatusLines);
    }

    private static string A(int count) => new('a', count);
}
