using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>Answers to the letter: which fields they have, in which order, and none besides.</summary>
public sealed class AnswerFormTests
{
    private const string Common = "Date: Wed, 01 Jul 2026 12:00:00 GMT\r\nServer: Weft\r\n";

    [Theory]
    [InlineData("GET / HTTP/1.1", "200 OK\r\n" + Common + "Content-Length: 5\r\n\r\nhello")]
    [InlineData("HEAD / HTTP/1.1", "200 OK\r\n" + Common + "Content-Length: 5\r\n\r\n")]
    [InlineData("GET / HTTP/1.0", "200 OK\r\n" + Common + "Content-Length: 5\r\nConnection: close\r\n\r\nhello")]
    [InlineData("OPTIONS / HTTP/1.1", "204 No Content\r\n" + Common + "Allow: GET, HEAD, OPTIONS\r\n\r\n")]
    public void ByMethodAndVersion(string requestLine, string expected)
    {
        using var driver = new Driver();
        driver.Run(requestLine + "\r\nHost: a\r\n\r\n");
        Assert.Equal("HTTP/1.1 " + expected, driver.Output);
    }

    [Fact]
    public void Http10IsToldThatTheConnectionPersists()
    {
        using var driver = new Driver();
        driver.Run("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        Assert.Equal($"HTTP/1.1 200 OK\r\n{Common}Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello", driver.Output);
    }

    [Theory]
    [InlineData(Status.Ok, "Content-Length: 0\r\nX: y\r\n")]
    [InlineData(Status.NoContent, "X: y\r\n")]
    [InlineData(Status.NotModified, "X: y\r\n")]
    public void WithFieldsOfTheHandler(Status status, string fields)
    {
        using var driver = new Driver(handler: Answers.Always(new Response { Status = status, Fields = "X: y\r\n"u8.ToArray() }));
        driver.Run(Answers.Get);
        Assert.Equal($"HTTP/1.1 {(int)status} {ReasonPhrase.Of(status)}\r\n{Common}{fields}\r\n", driver.Output);
    }

    [Theory]
    [InlineData("GET", Status.NotFound, "")]
    [InlineData("PUT", Status.MethodNotAllowed, "Allow: GET, HEAD, OPTIONS\r\n")]
    public void OfARefusal(string method, Status status, string field)
    {
        using var driver = new Driver();
        driver.Run(Answers.Of("/missing", method));
        string page = System.Text.Encoding.UTF8.GetString(ErrorPage.For(status));
        Assert.Equal(
            $"HTTP/1.1 {(int)status} {ReasonPhrase.Of(status)}\r\n{Common}Content-Length: {page.Length}\r\n"
            + $"Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\n{field}\r\n{page}",
            driver.Output);
    }

    [Fact]
    public void FieldsMayBeLongerThanAnyBuffer()
    {
        string fields = $"X: {new string('y', 10_000)}\r\n";
        byte[] content = new byte[10_000];
        using var driver = new Driver(handler: Answers.Always(
            new Response { Status = Status.Ok, Fields = System.Text.Encoding.ASCII.GetBytes(fields), Content = content }));
        driver.Run(Answers.Get);
        Assert.Equal($"HTTP/1.1 200 OK\r\n{Common}Content-Length: 10000\r\n{fields}\r\n{new string('\0', 10_000)}", driver.Output);
    }

    [Fact]
    public void TheDateFollowsTheClock()
    {
        using var driver = new Driver();
        for (int second = 0; second < 3; second++)
        {
            driver.Run(Answers.Get);
            driver.Pass(1);
        }
        string[] dates = [.. driver.Output.Split("\r\n").Where(static line => line.StartsWith("Date", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "Date: Wed, 01 Jul 2026 12:00:00 GMT", "Date: Wed, 01 Jul 2026 12:00:01 GMT", "Date: Wed, 01 Jul 2026 12:00:02 GMT",
            ],
            dates);
    }
}
