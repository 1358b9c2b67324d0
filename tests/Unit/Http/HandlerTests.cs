using System.Text;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>What a handler is told, and what becomes of its answer, good or bad.</summary>
public sealed class HandlerTests
{
    private const string ExpectingGet = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n";

    [Fact]
    public void AnExceptionIsAnAnswer()
    {
        using var file = new CountedFile();
        var thrown = new InvalidOperationException("secret");
        FileSlice slice = file.Slice(5);
        using var driver = new Driver(handler: (in Request _, ref Response response) =>
        {
            response.Status = Status.Ok;
            response.File = slice;
            throw thrown;
        });
        Assert.Equal(Step.Close, driver.Run(Answers.Get));
        Assert.Equal(["HTTP/1.1 500 Internal Server Error"], driver.StatusLines);
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
        Assert.Same(thrown, Assert.Single(driver.Exchanges).Failure);
    }

    [Theory]
    [InlineData((Status)0)]
    [InlineData((Status)418)]
    [InlineData((Status)700)]
    [InlineData((Status)(-1))]
    [InlineData(Status.Continue)]
    public void AStatusThatCannotBeSentIsAFault(Status status)
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = status, File = file.Slice(5) }));
        Assert.Equal(Step.Close, driver.Run(Answers.Get));
        Assert.Equal(["HTTP/1.1 500 Internal Server Error"], driver.StatusLines);
        Assert.Matches("no final status|never sends", Assert.Single(driver.Exchanges).Failure!.Message);
        Assert.True(file.IsReleased);
    }

    [Theory]
    [InlineData(Status.NoContent)]
    [InlineData(Status.NotModified)]
    public void SomeStatusesHaveNoContentWhateverIsGiven(Status status)
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = status, File = file.Slice(5) }));
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        Assert.EndsWith("\r\n\r\n", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
        using var inMemory = new Driver(handler: Answers.Always(new Response { Status = status, Content = "hello"u8.ToArray() }));
        Assert.Equal(Step.Receive, inMemory.Run(Answers.Get));
        Assert.EndsWith("\r\n\r\n", inMemory.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalMayBringItsOwnPageInAFile()
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.NotFound, File = file.Slice(5) }));
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        Assert.Contains("Content-Length: 5\r\n", driver.Output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nFFFFF", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
    }

    [Fact]
    public void ARefusalMayBringItsOwnPage()
    {
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Forbidden, Content = "no"u8.ToArray() }));
        driver.Run(Answers.Get);
        Assert.Contains("Content-Length: 2\r\n", driver.Output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nno", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ContentInMemoryBeatsAFile()
    {
        using var file = new CountedFile();
        var answer = new Response { Status = Status.Ok, Content = "hello"u8.ToArray(), File = file.Slice(7) };
        using var driver = new Driver(handler: Answers.Always(answer));
        driver.Run(Answers.Get);
        Assert.Contains("Content-Length: 5\r\n", driver.Output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
    }

    [Theory]
    [InlineData("HEAD", 5)]
    [InlineData("GET", 0)]
    [InlineData("GET", 5)]
    public void TheFileIsReleasedWhenItHasBeenSent(string method, int length)
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Ok, File = file.Slice(length) }));
        Assert.Equal(Step.Receive, driver.Run(Answers.Of("/", method)));
        Assert.True(file.IsReleased);
        Assert.Contains($"Content-Length: {length}\r\n", driver.Output, StringComparison.Ordinal);
        Assert.Equal(driver.Output.Length, Assert.Single(driver.Exchanges).BytesSent);
    }

    [Fact]
    public void TheFileIsReleasedWhenTheConnectionIsDropped()
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Ok, File = file.Slice(5) }));
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        Assert.False(file.IsReleased);
        driver.Dispose();
        Assert.True(file.IsReleased);
    }

    [Fact]
    public void TheAnswerThatIsOnlyLookedAtBecauseOfAnExpectationIsReleased()
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Ok, File = file.Slice(5) }));
        Assert.Equal(Step.Receive, driver.Run(ExpectingGet));
        Assert.True(file.IsReleased);
    }

    [Fact]
    public void AnExceptionUnderAnExpectationIsFinal()
    {
        using var driver = new Driver(handler: static (in Request _, ref Response _) => throw new InvalidOperationException());
        Assert.Equal(Step.ShutdownSend, driver.Run(ExpectingGet));
        Assert.Equal(["HTTP/1.1 500 Internal Server Error"], driver.StatusLines);
    }

    [Fact]
    public void TheLeastOfRefusalsUnderAnExpectationIsFinal()
    {
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.BadRequest }));
        Assert.Equal(Step.ShutdownSend, driver.Run(ExpectingGet));
        Assert.Equal(["HTTP/1.1 400 Bad Request"], driver.StatusLines);
    }

    [Fact]
    public void AnIdleConnectionThatMayNotPersistStillWaitsAMoment()
    {
        bool may = true;
        using var driver = new Driver(mayPersist: () => may);
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        may = false;
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(new HttpLimits().YieldTime, driver.Left.Duration());
        driver.Pass(0.06);
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(TimeSpan.FromMilliseconds(40), driver.Left);
        driver.Pass(0.04);
        Assert.Equal(Step.Close, driver.Next());
    }

    [Fact]
    public void AFirstRequestIsWaitedForWhoeverElseWaits()
    {
        using var driver = new Driver(mayPersist: static () => false);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(new HttpLimits().IdleTime, driver.Left);
    }

    [Fact]
    public void MayPersistIsAskedAndObeyed()
    {
        bool may = true;
        using var driver = new Driver(mayPersist: () => may);
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        Assert.DoesNotContain("Connection", driver.Output, StringComparison.Ordinal);
        Assert.Equal(new HttpLimits().IdleTime, driver.Left);
        may = false;
        Assert.Equal(Step.Close, driver.Run(Answers.Get));
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void MayPersistIsNotAskedWhenThePeerCloses()
    {
        using var driver = new Driver(mayPersist: static () => throw new InvalidOperationException());
        Assert.Equal(Step.Close, driver.Run("GET / HTTP/1.0\r\n\r\n"));
    }

    [Fact]
    public void RequestsOfOneReceiveAreOneBatch()
    {
        var batches = new List<long>();
        RequestHandler handler = (in Request request, ref Response response) =>
        {
            batches.Add(request.Batch);
            response.Status = Status.Ok;
        };
        using var driver = new Driver(new HttpLimits { OutputBytes = 1 }, handler);
        using var other = new Driver(handler: handler);
        driver.Run(Answers.Get + Answers.Get + "GET / HTTP/1.1\r\nHost");
        driver.Run(": a\r\n\r\n");
        other.Run(Answers.Get);
        Assert.Equal(batches[0], batches[1]);
        Assert.Equal(3, batches.Distinct().Count());
    }

    [Fact]
    public void TheHandlerSeesTheRequest()
    {
        string seen = "";
        using var driver = new Driver(handler: (in Request request, ref Response response) =>
        {
            seen = $"{request.Method} {Encoding.Latin1.GetString(request.Path)} {request.HasQuery} "
                + $"{Encoding.Latin1.GetString(request.Query)} {Encoding.Latin1.GetString(request[Field.UserAgent])} "
                + $"{request.Has(Field.Referer)} {request[Field.Referer].Length} {request.Has(Field.UserAgent)} {request.Clock.Now}";
            response.Status = Status.Ok;
        });
        driver.Run("\r\nHEAD http://x/a%20b/../c?d=%20 HTTP/1.1\r\nHost: a\r\nuser-AGENT: \t me \t\r\n\r\n");
        Assert.Equal($"Head /c True d=%20 me False 0 True {Driver.Start}", seen);
    }

    [Theory]
    [InlineData("http://x", "/ False ")]
    [InlineData("http://x?a=b", "/ True a=b")]
    [InlineData("HTTP://x:80/c?", "/c True ")]
    public void AnAbsoluteTargetIsSeenAsItsPathAndQuery(string target, string expected)
    {
        string seen = "";
        using var driver = new Driver(handler: (in Request request, ref Response response) =>
        {
            seen = $"{Encoding.Latin1.GetString(request.Path)} {request.HasQuery} {Encoding.Latin1.GetString(request.Query)}";
            response.Status = Status.Ok;
        });
        driver.Run(Answers.Of(target));
        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData("Range: bytes=0-1\r\n", Field.Range, "bytes=0-1", 1)]
    [InlineData("Range: bytes=0-1\r\nRange: bytes=0-1\r\n", Field.Range, null, 2)]
    [InlineData("If-Range: a\r\nif-range: b\r\n", Field.IfRange, null, 2)]
    [InlineData("If-Modified-Since: a\r\nX: y\r\nIf-Modified-Since: b\r\n", Field.IfModifiedSince, null, 2)]
    [InlineData("If-Unmodified-Since: a\r\nIf-Unmodified-Since: b\r\n", Field.IfUnmodifiedSince, null, 2)]
    [InlineData("If-None-Match: a\r\nX: y\r\nIF-NONE-MATCH:\t b \r\nif-none-match:\r\n", Field.IfNoneMatch, "a", 3)]
    [InlineData("If-Match:\r\n", Field.IfMatch, "", 1)]
    [InlineData("Accept-Encoding: gzip\r\nAccept-Encoding: br\r\n", Field.AcceptEncoding, "gzip", 2)]
    [InlineData("Referer: r\r\n", Field.Referer, "r", 1)]
    [InlineData("Refers: r\r\n", Field.Referer, null, 0)]
    [InlineData("IF-MATCH: a\r\n", Field.IfMatch, "a", 1)]
    [InlineData("IF-RANGE: a\r\n", Field.IfRange, "a", 1)]
    [InlineData("If-Latch: a\r\n", Field.IfMatch, null, 0)]
    [InlineData("USER-AGENT: a\r\n", Field.UserAgent, "a", 1)]
    [InlineData("CONNECTION: a\r\n", Field.Connection, "a", 1)]
    [InlineData("Connecting: a\r\n", Field.Connection, null, 0)]
    [InlineData("IF-MODIFIED-SINCE: a\r\n", Field.IfModifiedSince, "a", 1)]
    [InlineData("Transfer_Encoding: a\r\n", Field.TransferEncoding, null, 0)]
    [InlineData("EXPECT: 100-continue\r\n", Field.Expect, "100-continue", 1)]
    [InlineData("RANGE: a\r\n", Field.Range, "a", 1)]
    public void FieldsAsAHandlerSeesThem(string lines, Field field, string? value, int count)
    {
        var values = new List<string>();
        (string Value, bool Has) seen = default;
        using var driver = new Driver(handler: (in Request request, ref Response response) =>
        {
            seen = (Encoding.Latin1.GetString(request[field]), request.Has(field));
            foreach (ReadOnlySpan<byte> line in request.Lines(field))
                values.Add(Encoding.Latin1.GetString(line));
            response.Status = Status.Ok;
        });
        driver.Run($"GET / HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
        Assert.Equal((value ?? "", value is not null), seen);
        Assert.Equal(count, values.Count);
        if (field == Field.IfNoneMatch)
            Assert.Equal(["a", "b", ""], values);
    }

    [Fact]
    public void AFieldMayBeAsLongAsItsLimit()
    {
        string agent = new('a', 70_000);
        int seen = 0;
        var limits = new HttpLimits { ReceiveBytes = 1 << 20, FieldLineBytes = 100_000, FieldSectionBytes = 100_000 };
        using var driver = new Driver(limits, (in Request request, ref Response response) =>
        {
            seen = request[Field.UserAgent].Length;
            response.Status = Status.Ok;
        });
        driver.Run($"GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: {agent}\r\n\r\n");
        Assert.Equal(agent.Length, seen);
    }

    [Fact]
    public void LifetimesMayDiffer()
    {
        int hours = 0;
        using var driver = new Driver(handler: (in Request _, ref Response response) =>
            response = new Response { Status = Status.Ok, Lifetime = TimeSpan.FromHours(hours) });
        foreach (int each in (int[])[12, 1, 0, 24, 12])
        {
            hours = each;
            driver.Run(Answers.Get);
        }
        string[] expires = [.. driver.Output.Split("\r\n").Where(static line => line.StartsWith("Expires", StringComparison.Ordinal))];
        Assert.Equal(
            [
                "Expires: Thu, 02 Jul 2026 00:00:00 GMT", "Expires: Wed, 01 Jul 2026 13:00:00 GMT",
                "Expires: Thu, 02 Jul 2026 12:00:00 GMT", "Expires: Thu, 02 Jul 2026 00:00:00 GMT",
            ],
            expires);
    }

    [Fact]
    public void EveryStatusHasAPhraseAndEveryRefusalAPage()
    {
        foreach (Status status in Enum.GetValues<Status>().Where(static status => status >= Status.Ok))
        {
            using var driver = new Driver(handler: Answers.Always(new Response { Status = status }));
            Assert.Equal(Step.Receive, driver.Run(Answers.Get));
            Assert.Equal($"HTTP/1.1 {(int)status} {ReasonPhrase.Of(status)}", driver.StatusLines[0]);
            bool hasPage = status >= Status.MovedPermanently && status != Status.NotModified;
            Assert.Equal(hasPage, driver.Output.Contains($"<title>{(int)status} {ReasonPhrase.Of(status)}</title>", StringComparison.Ordinal));
        }
        Assert.Throws<ArgumentOutOfRangeException>(static () => ReasonPhrase.Of((Status)418));
    }
}
