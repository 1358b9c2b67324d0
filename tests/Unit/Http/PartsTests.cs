using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>Several stretches of a file in one answer: their order, short sends, and the one reference on the file.</summary>
public sealed class PartsTests
{
    // A byte of a file is an F.
    private const string Content = "<a>FFF<bb>FFFFF<c>F</>";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(1000)]
    public void ShortSendsSendTheSame(int most)
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file);
        driver.Receive(Answers.Get + Answers.Of("/missing"));
        for (Step step = driver.Next(); step is Step.Send or Step.SendFile; step = driver.Next())
            driver.Obey(step, most);
        Assert.Equal(["HTTP/1.1 206 Partial Content", "HTTP/1.1 404 Not Found"], driver.StatusLines);
        Assert.Contains($"\r\nContent-Length: {Content.Length}\r\n", driver.Output, StringComparison.Ordinal);
        Assert.Contains($"\r\n\r\n{Content}HTTP/1.1 404", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
        Assert.All(driver.Exchanges, static exchange => Assert.True(exchange.IsWhole));
        Assert.Equal(driver.Output.Length, driver.Exchanges.Sum(static exchange => exchange.BytesSent));
    }

    [Fact]
    public void EachPartIsSentFromWhereItLies()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file);
        driver.Receive(Answers.Get);
        List<(long, long)> stretches = [];
        for (Step step = driver.Next(); step is Step.Send or Step.SendFile; step = driver.Next())
        {
            // The epilogue alone has nothing behind it that it could share a packet with.
            Assert.Equal(!driver.Output.EndsWith("<c>F", StringComparison.Ordinal), driver.Connection.PendingMore);
            if (step == Step.SendFile)
                stretches.Add((driver.Connection.PendingFile.Offset, driver.Connection.PendingFile.Length));
            driver.Obey(step, step == Step.SendFile ? 2 : 1000);
        }
        Assert.Equal([(10, 3), (12, 1), (0, 5), (2, 3), (4, 1), (1L << 40, 1)], stretches);
    }

    [Fact]
    public void TheFileIsReleasedBehindItsLastByteAndNotBefore()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file);
        driver.Receive(Answers.Get);
        while (!driver.Output.EndsWith("<c>", StringComparison.Ordinal))
            driver.Obey(driver.Next());
        Assert.False(file.IsReleased);
        driver.Obey(driver.Next());
        Assert.True(file.IsReleased);
        Assert.Equal(Step.Send, driver.Next());
        driver.Connection.Failed();
        driver.Dispose();
        driver.Dispose();
        Assert.False(Assert.Single(driver.Exchanges).IsWhole);
    }

    /// <summary>A reference that is given back twice throws.</summary>
    [Theory]
    [InlineData("<a>")]
    [InlineData("<a>FFF")]
    [InlineData("<a>FFF<bb>")]
    public void WhoFailsInTheMiddleReleasesTheFileOnce(string sent)
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file);
        driver.Receive(Answers.Get);
        while (!driver.Output.EndsWith(sent, StringComparison.Ordinal))
            driver.Obey(driver.Next());
        Assert.False(file.IsReleased);
        driver.Connection.Failed();
        Assert.True(file.IsReleased);
        Assert.Equal(Step.Close, driver.Next());
        driver.Dispose();
        driver.Dispose();
        Exchange cut = Assert.Single(driver.Exchanges);
        Assert.False(cut.IsWhole);
        Assert.Equal(driver.Output.Length, cut.BytesSent);
    }

    [Theory]
    [InlineData("<a>")]
    [InlineData("<a>FFF<bb>")]
    [InlineData("<a>FFF<bb>FFFFF<c>")]
    public void AFileThatShrankAborts(string sent)
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file);
        driver.Receive(Answers.Get + Answers.Get);
        while (!driver.Output.EndsWith(sent, StringComparison.Ordinal))
            driver.Obey(driver.Next());
        Assert.Equal(Step.SendFile, driver.Next());
        driver.Connection.Sent(0);
        Assert.Equal(Step.Abort, driver.Next());
        driver.Dispose();
        Assert.True(file.IsReleased);
        Assert.False(Assert.Single(driver.Exchanges).IsWhole);
    }

    [Fact]
    public void HeadHasTheirLengthAndNoneOfThem()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file);
        Assert.Equal(Step.Receive, driver.Run(Answers.Of("/", "HEAD")));
        Assert.Contains($"\r\nContent-Length: {Content.Length}\r\n", driver.Output, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
    }

    [Fact]
    public void AStatusWithoutContentHasNoneOfThem()
    {
        using var file = new CountedFile();
        Response response = InParts(file);
        response.Status = Status.NotModified;
        using var driver = new Driver(handler: Answers.Always(response));
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        Assert.EndsWith("\r\n\r\n", driver.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", driver.Output, StringComparison.Ordinal);
        Assert.True(file.IsReleased);
    }

    [Fact]
    public void EveryAnswerBeginsWithItsFirstPart()
    {
        using var first = new CountedFile();
        using var second = new CountedFile();
        using var third = new CountedFile();
        var answers = new Queue<Response>([InParts(first), new Response { Status = Status.Ok, File = second.Slice(4) }, InParts(third)]);
        using var driver = new Driver(handler: (in Request _, ref Response response) => response = answers.Dequeue());
        Assert.Equal(Step.Receive, driver.Run(Answers.Get + Answers.Get + Answers.Get));
        string[] contents = [.. driver.Output.Split("HTTP/1.1 ").Skip(1).Select(static answer => answer.Split("\r\n\r\n")[1])];
        Assert.Equal([Content, "FFFF", Content], contents);
        Assert.True(first.IsReleased && second.IsReleased && third.IsReleased);
    }

    private static Driver Serving(CountedFile file)
    {
        Response answer = InParts(file);
        return new Driver(handler: (in Request request, ref Response response) =>
        {
            if (request.Path.SequenceEqual("/missing"u8))
                response.Status = Status.NotFound;
            else
                response = answer;
        });
    }

    private static Response InParts(CountedFile file) => new()
    {
        Status = Status.PartialContent,
        File = file.Slice(1L << 41),
        Parts =
        [
            new FilePart("<a>"u8.ToArray(), 10, 3),
            new FilePart("<bb>"u8.ToArray(), 0, 5),
            new FilePart("<c>"u8.ToArray(), 1L << 40, 1),
        ],
        Epilogue = "</>"u8.ToArray(),
    };
}
