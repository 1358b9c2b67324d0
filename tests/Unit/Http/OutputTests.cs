using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>What is sent, in what order, how much of it waits at once, and how it is accounted for.</summary>
public sealed class OutputTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void ShortSendsSendTheSame(int most)
    {
        string input = Answers.Get + Answers.Of("/missing", "HEAD") + Answers.Of("/file") + Answers.Of("/missing");
        using var file = new CountedFile();
        using var again = new CountedFile();
        string whole = SendAll(input, file.Slice(3000), int.MaxValue);
        Assert.Contains(new string('F', 3000), whole, StringComparison.Ordinal);
        Assert.Equal(whole, SendAll(input, again.Slice(3000), most));
        Assert.True(file.IsReleased && again.IsReleased);
    }

    [Fact]
    public void AFileGoesBehindItsHeadInOnePacket()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file.Slice(100));
        driver.Receive(Answers.Get + Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        Assert.True(driver.Connection.PendingMore);
        driver.Obey(Step.Send);
        Assert.Equal(Step.SendFile, driver.Next());
        Assert.Equal(100, driver.Connection.PendingFile.Length);
        driver.Obey(Step.SendFile, 30);
        Assert.Equal(Step.SendFile, driver.Next());
        Assert.Equal(30, driver.Connection.PendingFile.Offset);
        Assert.Equal(70, driver.Connection.PendingFile.Length);
    }

    [Fact]
    public void OutputIsBoundedWhateverIsAsked()
    {
        var limits = new HttpLimits { ReceiveBytes = 1 << 20 };
        byte[] content = new byte[10_000];
        using var driver = new Driver(limits, Answers.Always(new Response { Status = Status.Ok, Content = content }));
        driver.Receive(string.Concat(Enumerable.Repeat(Answers.Get, 1000)));
        int most = 0;
        for (Step step = driver.Next(); step == Step.Send; step = driver.Next())
        {
            most = Math.Max(most, driver.Connection.PendingBytes.Length);
            driver.Obey(step);
        }
        Assert.InRange(most, limits.OutputBytes, limits.OutputBytes + content.Length + 512);
        Assert.Equal(1000, driver.StatusLines.Length);
        Assert.Equal(1000, driver.Exchanges.Count);
    }

    [Fact]
    public void AnAnswerThatFillsTheOutputIsTheLastOfItsTurn()
    {
        using var alone = new Driver();
        alone.Run(Answers.Get);
        using var driver = new Driver(new HttpLimits { OutputBytes = alone.Output.Length });
        driver.Receive(Answers.Get + Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(alone.Output.Length, driver.Connection.PendingBytes.Length);
    }

    [Fact]
    public void AThousandPipelinedAnswersKeepTheirOrder()
    {
        RequestHandler echo = static (in Request request, ref Response response) =>
        {
            response.Status = Status.Ok;
            response.Content = (byte[])[.. request.Path, (byte)';'];
        };
        using var driver = new Driver(handler: echo);
        Assert.Equal(Step.Receive, driver.Run(string.Concat(Enumerable.Range(0, 1000).Select(static i => Answers.Of($"/{i}")))));
        int at = 0;
        for (int i = 0; i < 1000; i++)
            Assert.NotEqual(-1, at = driver.Output.IndexOf($"\r\n\r\n/{i};", at, StringComparison.Ordinal));
    }

    [Fact]
    public void NothingIsParsedWhileOutputIsPending()
    {
        int handled = 0;
        byte[] content = new byte[70_000];
        using var driver = new Driver(handler: (in Request _, ref Response response) =>
        {
            handled++;
            response.Status = Status.Ok;
            response.Content = content;
        });
        driver.Receive(Answers.Get + Answers.Get + Answers.Get);
        for (int i = 0; i < 10; i++)
            Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(1, handled);
        driver.Obey(Step.Send, 69_000);
        Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(1, handled);
    }

    [Fact]
    [Trait("Vulnerability", "bun#34185")]
    [Trait("Vulnerability", "bun#41622")]
    public void AFileThatShrankAborts()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file.Slice(100));
        driver.Receive(Answers.Get + Answers.Get);
        driver.Obey(driver.Next());
        driver.Obey(driver.Next(), 40);
        Assert.Equal(Step.SendFile, driver.Next());
        driver.Connection.Sent(0);
        Assert.Equal(Step.Abort, driver.Next());
        Assert.Equal(Step.Abort, driver.Next());
        driver.Dispose();
        Assert.True(file.IsReleased);
        Exchange cut = Assert.Single(driver.Exchanges);
        Assert.False(cut.IsWhole);
        Assert.Equal(driver.Output.Length, cut.BytesSent);
    }

    [Fact]
    public void WhatIsAbortedStaysSo()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file.Slice(100));
        driver.Receive(Answers.Get);
        driver.Obey(driver.Next());
        Assert.Equal(Step.SendFile, driver.Next());
        Action[] reports =
        [
            () => driver.Connection.Sent(0), () => driver.Connection.Sent(0), () => driver.Connection.Sent(1),
            () => driver.Connection.Acked(0), () => driver.Connection.Acked(0),
        ];
        foreach (Action report in reports)
        {
            report();
            Assert.Equal(Step.Abort, driver.Next());
        }
    }

    [Fact]
    public void TheConnectionEndsWhenTheSocketDies()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file.Slice(100));
        driver.Receive(Answers.Get);
        driver.Obey(driver.Next());
        driver.Connection.Failed();
        Assert.True(file.IsReleased);
        Assert.Equal(Step.Close, driver.Next());
    }

    [Fact]
    public void EachExchangeIsReportedOnceWithItsBytes()
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get + Answers.Of("/missing") + Answers.Of("/", "HEAD"));
        driver.Next();
        driver.Pass(2);
        int length = driver.Connection.PendingBytes.Length;
        driver.Obey(Step.Send, length - 1);
        driver.Next();
        Assert.Equal(2, driver.Exchanges.Count);
        driver.Obey(Step.Send);
        driver.Next();
        driver.Dispose();
        driver.Dispose();
        string[] lines = ["GET / HTTP/1.1", "GET /missing HTTP/1.1", "HEAD / HTTP/1.1"];
        Assert.Equal(lines, driver.Exchanges.Select(static e => e.RequestLine), StringComparer.Ordinal);
        Assert.Equal([Status.Ok, Status.NotFound, Status.Ok], driver.Exchanges.Select(static e => e.Status));
        Assert.Equal(length, driver.Exchanges.Sum(static e => e.BytesSent));
        Assert.Equal(driver.Output.IndexOf("HTTP/1.1 404", StringComparison.Ordinal), driver.Exchanges[0].BytesSent);
        Assert.All(driver.Exchanges, static e => Assert.True(e.IsWhole && e.Duration == TimeSpan.FromSeconds(2) && e.Failure is null));
    }

    [Fact]
    public void ExchangesThatAreCutAreReportedWithWhatWasSent()
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get + Answers.Get + Answers.Get);
        driver.Next();
        int one = driver.Connection.PendingBytes.Length / 3;
        driver.Obey(Step.Send, one + 10);
        driver.Connection.Failed();
        driver.Dispose();
        Assert.Equal([one, 10, 0], driver.Exchanges.Select(static e => e.BytesSent));
        Assert.Equal([true, false, false], driver.Exchanges.Select(static e => e.IsWhole));
    }

    [Fact]
    public void AnInterimAnswerIsNobodysBytes()
    {
        using var driver = new Driver();
        driver.Run("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", driver.Output);
        driver.Run("x");
        Assert.Equal(driver.Output.Length - 25, Assert.Single(driver.Exchanges).BytesSent);
    }

    [Fact]
    public void ContentThatIsThereAlreadyNeedsNoInterimAnswer()
    {
        using var driver = new Driver();
        driver.Run("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nx");
        Assert.Equal("", driver.Output);
        driver.Run("y");
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
    }

    [Fact]
    public void ContentOfNoBytesNeedsNoInterimAnswer()
    {
        using var driver = new Driver();
        driver.Run("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
    }

    [Theory]
    [InlineData("Content-Length: 60000", "")]
    [InlineData("Transfer-Encoding: chunked", "EA60\r\n")]
    public void ContentIsReadPastAndNotKept(string framing, string size)
    {
        using var driver = new Driver();
        string head = $"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n";
        driver.Run(head + size);
        for (int i = 0; i < 59; i++)
        {
            Assert.Equal(Step.Receive, driver.Run(new string('x', 1000)));
            Assert.Equal(head.Length, driver.Kept);
        }
    }

    [Fact]
    public void AnIdleConnectionKeepsNothing()
    {
        using var driver = new Driver();
        driver.Run(Answers.Get);
        Assert.Equal(0, driver.Kept);
        driver.Run("nonsense\r\n" + Answers.Get);
        Assert.Equal(0, driver.Kept);
    }

    [Fact]
    public void AConnectionThatIsOverKeepsNothing()
    {
        var driver = new Driver();
        driver.Run("GET / HTTP/1.1\r\nHo");
        Assert.NotEqual(0, driver.Kept);
        driver.Dispose();
        Assert.Equal(0, driver.Kept);
    }

    [Fact]
    public void ARefusedLineIsReported()
    {
        using var driver = new Driver();
        driver.Run("GET /a b HTTP/1.1\r\n");
        Exchange refused = Assert.Single(driver.Exchanges);
        Assert.Equal("GET /a b HTTP/1.1", refused.RequestLine);
        Assert.Equal(Status.BadRequest, refused.Status);
    }

    [Fact]
    public void ARefusedLineWithoutEndIsReportedUpToItsLimit()
    {
        using var driver = new Driver(new HttpLimits { ReceiveBytes = 1 << 20 });
        driver.Run("GET /" + new string('a', 100_000));
        Assert.Equal(16 * 1024, Assert.Single(driver.Exchanges).RequestLine.Length);
    }

    [Fact]
    public void TheEndOfInputLetsWhatIsBufferedBeAnswered()
    {
        using var file = new CountedFile();
        using Driver driver = Serving(file.Slice(100));
        driver.Receive(Answers.Get + "GET /hal");
        driver.EndOfInput();
        Assert.Equal(Step.Close, driver.Run());
        Assert.EndsWith(new string('F', 100), driver.Output, StringComparison.Ordinal);
        Assert.Single(driver.StatusLines);
    }

    private static Driver Serving(FileSlice file) =>
        new(handler: Answers.Always(new Response { Status = Status.Ok, File = file }));

    private static string SendAll(string input, FileSlice file, int most)
    {
        using var driver = new Driver(handler: (in Request request, ref Response response) =>
        {
            Answers.Handle(in request, ref response);
            if (!request.Path.SequenceEqual("/file"u8))
                return;
            response.Content = default;
            response.File = file;
        });
        driver.Receive(input);
        for (Step step = driver.Next(); step is Step.Send or Step.SendFile; step = driver.Next())
            driver.Obey(step, most);
        return driver.Output;
    }
}
