using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>Every wait of a connection has an end. The clock is turned by hand.</summary>
public sealed class TimeTests
{
    private const string HalfHead = "GET / HTTP/1.1\r\nHo";
    private const string HeadWithContent = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n";

    [Fact]
    public void AnIdleConnectionIsClosedWithoutAWord()
    {
        using var driver = new Driver();
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        driver.Pass(29.9);
        Assert.Equal(Step.Receive, driver.Run());
        driver.Pass(0.1);
        Assert.Equal(Step.Close, driver.Run());
        Assert.Equal("", driver.Output);
    }

    [Fact]
    public void TheTimeOfAHeadBeginsWithItsFirstByteAndIsNeverRenewed()
    {
        using var driver = new Driver();
        driver.Pass(20);
        Assert.Equal(Step.Receive, driver.Run("G"));
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        driver.Pass(10);
        Assert.Equal(Step.Receive, driver.Run("E"));
        driver.Pass(10);
        Assert.Equal(Step.Receive, driver.Run("T"));
        Assert.Equal(TimeSpan.FromSeconds(10), driver.Left);
        driver.Pass(10);
        Assert.Equal(Step.ShutdownSend, driver.Run(" "));
        Assert.Equal(["HTTP/1.1 408 Request Timeout"], driver.StatusLines);
    }

    [Fact]
    public void AHeadThatIsWholeAtTheLastMomentIsAnswered()
    {
        using var driver = new Driver();
        driver.Run(HalfHead);
        driver.Pass(30);
        Assert.Equal(Step.Receive, driver.Run("st: a\r\n\r\n"));
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
    }

    [Fact]
    public void ContentHasATimeOfItsOwn()
    {
        using var driver = new Driver();
        driver.Run(HalfHead.Replace("GET", "POST", StringComparison.Ordinal));
        driver.Pass(20);
        Assert.Equal(Step.Receive, driver.Run("st: a\r\nContent-Length: 10\r\n\r\n"));
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        driver.Pass(29);
        Assert.Equal(Step.Receive, driver.Run("12345"));
        driver.Pass(1);
        Assert.Equal(Step.ShutdownSend, driver.Run("6789"));
        Assert.Equal(["HTTP/1.1 408 Request Timeout"], driver.StatusLines);
    }

    [Fact]
    public void TheTimeToBeIdleBeginsWhenTheAnswerHasLeft()
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        driver.Pass(25);
        driver.Obey(Step.Send);
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
    }

    [Fact]
    public void TheTimeOfAHeadBegunBehindAnAnswerBeginsWhenTheAnswerHasLeft()
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get + HalfHead);
        Assert.Equal(Step.Send, driver.Next());
        driver.Pass(29);
        driver.Obey(Step.Send);
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        driver.Pass(30);
        driver.Run();
        Assert.Equal("HTTP/1.1 408 Request Timeout", driver.StatusLines[^1]);
    }

    [Fact]
    public void ADelayedAnswerWaitsUntilItsDeadline()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        Assert.Equal(Step.Wait, driver.Run(Answers.Get));
        Assert.Equal(TimeSpan.FromSeconds(5), driver.Left);
        Assert.False(driver.Connection.IsIdle);
        driver.Pass(4.9);
        Assert.Equal(Step.Wait, driver.Run());
        Assert.Equal("", driver.Output);
        driver.Pass(0.1);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
    }

    [Fact]
    public void DelaysOfPipelinedRequestsFollowOneAnother()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        Assert.Equal(Step.Wait, driver.Run(Answers.Get + Answers.Of("/missing") + Answers.Get));
        for (int answers = 1; answers <= 3; answers++)
        {
            driver.Now = driver.Connection.Deadline;
            Assert.Equal(answers < 3 ? Step.Wait : Step.Receive, driver.Run());
            Assert.Equal(answers, driver.StatusLines.Length);
        }
        Assert.Equal(TimeSpan.FromSeconds(15), driver.Now - Driver.Start);
        Assert.Equal("HTTP/1.1 404 Not Found", driver.StatusLines[1]);
    }

    [Fact]
    public void TheDelayOfTheNextRequestRunsWhileAnAnswerIsBeingSent()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        driver.Run(Answers.Get + Answers.Get);
        driver.Pass(5);
        Assert.Equal(Step.Send, driver.Next());
        driver.Pass(5);
        driver.Obey(Step.Send);
        Assert.Equal(Step.Send, driver.Next());
    }

    [Fact]
    public void ContentIsDelayedOnce()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        Assert.Equal(Step.Receive, driver.Run(HeadWithContent + "12345"));
        driver.Pass(10);
        Assert.Equal(Step.Wait, driver.Run("67890"));
        Assert.Equal(TimeSpan.FromSeconds(5), driver.Left);
        driver.Pass(5);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(["HTTP/1.1 405 Method Not Allowed"], driver.StatusLines);
    }

    [Fact]
    public void ARefusalIsNotDelayed()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        Assert.Equal(Step.ShutdownSend, driver.Run("nonsense\r\n"));
    }

    [Fact]
    public void LingeringEndsAfterItsTime()
    {
        using var driver = Lingering();
        Assert.Equal(TimeSpan.FromSeconds(2), driver.Left);
        driver.Pass(1.9);
        Assert.Equal(Step.Receive, driver.Run("more"));
        Assert.Equal(TimeSpan.FromSeconds(0.1), driver.Left);
        driver.Pass(0.1);
        Assert.Equal(Step.Close, driver.Run());
    }

    [Fact]
    public void LingeringEndsAfterItsBytes()
    {
        using var driver = Lingering();
        string piece = new('x', 64 * 1024);
        for (int i = 0; i < 16; i++)
            Assert.Equal(Step.Receive, driver.Run(piece));
        Assert.Equal(Step.Close, driver.Run("x"));
    }

    [Fact]
    public void LingeringEndsWithTheInput()
    {
        using var driver = Lingering();
        driver.EndOfInput();
        Assert.Equal(Step.Close, driver.Run());
    }

    [Fact]
    public void NobodyLingersForAPeerThatHasFinished()
    {
        using var driver = new Driver();
        driver.Receive("nonsense\r\n");
        driver.EndOfInput();
        Assert.Equal(Step.Close, driver.Run());
        Assert.Equal(["HTTP/1.1 400 Bad Request"], driver.StatusLines);
    }

    [Fact]
    public void WhatIsLeftUnreadBehindTheLastRequestIsLingeredFor()
    {
        const string last = "GET / HTTP/1.0\r\n\r\n";
        using var clean = new Driver();
        Assert.Equal(Step.Close, clean.Run(last));
        using var unread = new Driver();
        Assert.Equal(Step.ShutdownSend, unread.Run(last + "more"));
        using var full = new Driver(new HttpLimits { ReceiveBytes = last.Length });
        Assert.Equal(Step.ShutdownSend, full.Run(last));
    }

    [Fact]
    public void WhatIsReceivedWhileLingeringIsNeitherAnsweredNorKept()
    {
        using var driver = Lingering();
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        Assert.Single(driver.StatusLines);
        Assert.Equal(0, driver.Kept);
    }

    private static Driver Lingering()
    {
        var driver = new Driver();
        Assert.Equal(Step.ShutdownSend, driver.Run("nonsense\r\n"));
        Assert.Equal(Step.Receive, driver.Run());
        return driver;
    }
}
