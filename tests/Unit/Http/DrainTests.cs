using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>Draining: what is idle closes after one last look, what has begun is finished and says close.</summary>
public sealed class DrainTests
{
    [Fact]
    public void AnIdleConnectionCloses()
    {
        using var driver = new Driver();
        driver.Run();
        Assert.True(driver.Connection.IsIdle);
        driver.Connection.Drain();
        // One look: the driver tries to receive, finds nothing, and the deadline has passed already.
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(TimeSpan.Zero, driver.Left);
        Assert.Equal(Step.Close, driver.Next());
        Assert.Equal("", driver.Output);
    }

    [Fact]
    public void ARequestThatLayInTheKernelIsAnswered()
    {
        using var driver = new Driver();
        driver.Connection.Drain();
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(Step.Close, driver.Run(Answers.Get));
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
        Assert.EndsWith("hello", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyLineIsIdleToo()
    {
        using var driver = new Driver();
        driver.Run(Answers.Get + "\r\n");
        Assert.True(driver.Connection.IsIdle);
        driver.Connection.Drain();
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(TimeSpan.Zero, driver.Left);
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Close, driver.Run());
        Assert.Equal(2, driver.StatusLines.Length);
    }

    [Fact]
    public void AnEmptyLineInTheKernelBuysNoTime()
    {
        using var driver = new Driver();
        driver.Connection.Drain();
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(Step.Close, driver.Run("\r\n"));
    }

    [Fact]
    public void AHeadThatHasBegunKeepsItsTime()
    {
        using var driver = new Driver();
        driver.Run("GET / HT");
        Assert.False(driver.Connection.IsIdle);
        driver.Connection.Drain();
        driver.Pass(10);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(TimeSpan.FromSeconds(20), driver.Left);
        Assert.Equal(Step.Close, driver.Run("TP/1.1\r\nHost: a\r\n\r\n"));
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ContentThatHasBegunIsReadOn()
    {
        using var driver = new Driver();
        driver.Run("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
        driver.Connection.Drain();
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(Step.Close, driver.Run("b"));
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ADelayedAnswerComesAtItsTime()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        driver.Run(Answers.Get);
        driver.Connection.Drain();
        Assert.Equal(Step.Wait, driver.Run());
        driver.Pass(5);
        Assert.Equal(Step.Close, driver.Run());
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileIsSentToItsEnd()
    {
        using var file = new CountedFile();
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Ok, File = file.Slice(1000) }));
        driver.Receive(Answers.Get);
        driver.Obey(driver.Next());
        driver.Obey(driver.Next(), 400);
        driver.Connection.Drain();
        Assert.Equal(Step.SendFile, driver.Next());
        driver.Obey(Step.SendFile);
        // Its head had gone before the drain began, so nothing said close: the last look is due.
        Assert.Equal(Step.Receive, driver.Next());
        Assert.Equal(Step.Close, driver.Next());
        Assert.EndsWith(new string('F', 1000), driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void OfPipelinedRequestsTheFirstAnswerAfterTheDrainIsTheLast()
    {
        using var driver = new Driver(new HttpLimits { OutputBytes = 1 });
        driver.Receive(Answers.Get + Answers.Get + Answers.Get);
        driver.Obey(driver.Next());
        driver.Connection.Drain();
        Assert.Equal(Step.ShutdownSend, driver.Run());
        Assert.Equal(2, driver.StatusLines.Length);
        Assert.Single(driver.Output.Split("Connection: close").Skip(1));
    }

    [Fact]
    public void IsIdleOnlyBetweenRequests()
    {
        using var driver = new Driver();
        Assert.True(driver.Connection.IsIdle);
        driver.Receive(Answers.Get);
        Assert.False(driver.Connection.IsIdle);
        Assert.Equal(Step.Send, driver.Next());
        Assert.False(driver.Connection.IsIdle);
        driver.Obey(Step.Send);
        Assert.Equal(Step.Receive, driver.Next());
        Assert.True(driver.Connection.IsIdle);
        driver.EndOfInput();
        Assert.Equal(Step.Close, driver.Next());
        Assert.False(driver.Connection.IsIdle);
    }
}
