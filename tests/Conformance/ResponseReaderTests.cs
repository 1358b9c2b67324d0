using System.Text;
using Xunit;

namespace Weft.Tests.Conformance;

/// <summary>A judge who lets things pass is worse than none: each of these has one fault, and the judge has to see it.</summary>
public sealed class ResponseReaderTests
{
    private const string Fields = "Date: Wed, 01 Jul 2026 12:00:00 GMT\r\nServer: Weft\r\n";

    [Fact]
    public void ReadsSeveral()
    {
        byte[] stream = Bytes($"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n{Fields}Content-Length: 2\r\n\r\nab"
            + $"HTTP/1.1 204 No Content\r\n{Fields}\r\nHTTP/1.1 404 Not Found\r\n{Fields}Content-Length: 9\r\n\r\n"
            + $"HTTP/1.1 304 Not Modified\r\n{Fields}Connection: close\r\n\r\n");
        IReadOnlyList<Reply> replies = ResponseReader.ReadAll(stream, static answer => answer == 2);
        Assert.Equal([100, 200, 204, 404, 304], replies.Select(static reply => reply.Status));
        Assert.Equal("ab"u8, replies[1].Body);
        Assert.Empty(replies[3].Body);
        Assert.True(replies[4].SaysClose);
    }

    [Fact]
    public void WaitsForTheRest()
    {
        byte[] whole = Bytes($"HTTP/1.1 200 OK\r\n{Fields}Content-Length: 2\r\n\r\nab");
        for (int length = 0; length < whole.Length; length++)
            Assert.False(ResponseReader.TryRead(whole.AsSpan(0, length), isToHead: false, out _, out _));
        Assert.True(ResponseReader.TryRead([.. whole, .. "more"u8], isToHead: false, out _, out int used));
        Assert.Equal(whole.Length, used);
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1  200 OK\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 Fine\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 999 OK\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 2\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 02\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nX:y\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nX:  y\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nX: y \r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nX: y\nZ: y\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nX Y: z\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\n folded\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n" + Fields + "Content-Length: 0\r\nConnection: maybe\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nServer: Weft\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: today\r\nServer: Weft\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jul 2026 12:00:00 GMT\r\nServer: Weft\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nDate: Wed, 01 Jul 2026 12:00:00 GMT\r\nServer: Weft/0.1\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\n" + Fields + "Content-Length: 5\r\n\r\n")]
    [InlineData("HTTP/1.1 405 Method Not Allowed\r\n" + Fields + "Content-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\nDate: Wed, 01 Jul 2026 12:00:00 GMT\r\n\r\n")]
    [InlineData("a bare body")]
    public void SeesOneFault(string stream) =>
        Assert.Throws<FormatException>(() => ResponseReader.ReadAll(Bytes(stream), static _ => false));

    [Fact]
    public void SeesContentOfAHead() =>
        Assert.Throws<FormatException>(static () => ResponseReader.ReadAll(
            Bytes($"HTTP/1.1 200 OK\r\n{Fields}Content-Length: 2\r\n\r\nab"), static _ => true));

    [Theory]
    [InlineData("< 200\n= keep", "200 OK", "", true)]
    [InlineData("< 404\n= keep", "200 OK", "", false)]
    [InlineData("< 200\n= close", "200 OK", "", true)]
    [InlineData("< 200\n= keep", "200 OK", "Connection: close\r\n", false)]
    [InlineData("< 200\n= close", "200 OK", "Connection: close\r\n", false)]
    [InlineData("< 200\n<   has ETag\n= keep", "200 OK", "", false)]
    [InlineData("< 200\n<   no X\n= keep", "200 OK", "X: y\r\n", false)]
    [InlineData("< 200\n<   X: z\n= keep", "200 OK", "X: y\r\n", false)]
    [InlineData("< 200\n<   X ~ z\n= keep", "200 OK", "X: y\r\n", false)]
    [InlineData("< 200\n<   body = ac\n= keep", "200 OK", "", false)]
    [InlineData("< 200\n<   body has c\n= keep", "200 OK", "", false)]
    [InlineData("< 200\n<   body lacks b\n= keep", "200 OK", "", false)]
    [InlineData("< 200\n<   body length 3\n= keep", "200 OK", "", false)]
    [InlineData("< 200\n<   body empty\n= keep", "200 OK", "", false)]
    [InlineData("< 200 x 2\n= keep", "200 OK", "", false)]
    [InlineData("= keep", "200 OK", "", false)]
    public void TheVerdictSeesOneFault(string expected, string status, string field, bool isClosed)
    {
        ConformanceCase its = Assert.Single(CaseFile.Parse("X.txt", $"RL-01a | x | MUST | x\n> a\n{expected}\n"));
        byte[] stream = Bytes($"HTTP/1.1 {status}\r\n{Fields}{field}Content-Length: 2\r\n\r\nab");
        Assert.NotEmpty(Verdict.Of(its, stream, isClosed));
    }

    [Fact]
    public void TheVerdictLetsTheRightAnswerPass()
    {
        ConformanceCase its = Assert.Single(CaseFile.Parse(
            "X.txt", "RL-01a | x | MUST | x\n> a\n< 200\n<   X: y\n<   X ~ ^y$\n<   body = ab\n<   body length 2\n= close\n"));
        byte[] stream = Bytes($"HTTP/1.1 200 OK\r\n{Fields}X: y\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab");
        Assert.Empty(Verdict.Of(its, stream, isClosed: true));
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
