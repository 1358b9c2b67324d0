using System.Text;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>A handler that has its answer held back: it is asked before the wait, and again after it.</summary>
public sealed class HandlerDelayTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void TheAnswerComesAfterItsDelayAndNotBefore()
    {
        using var driver = new Driver(handler: new Waiter().Handle);
        Assert.Equal(Step.Wait, driver.Run(Answers.Get));
        Assert.Equal(Second, driver.Left);
        Assert.False(driver.Connection.IsIdle);
        driver.Pass(0.9);
        Assert.Equal(Step.Wait, driver.Run());
        Assert.Equal("", driver.Output);
        driver.Pass(0.1);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
        Assert.Equal(Second, Assert.Single(driver.Exchanges).Duration);
    }

    [Fact]
    public void WhatTheHandlerSaysAfterTheDelayIsSent()
    {
        var waiter = new Waiter();
        using var driver = new Driver(handler: waiter.Handle);
        driver.Run(Answers.Get);
        driver.Pass(1);
        driver.Run();
        Assert.EndsWith("asked 2 times", driver.Output, StringComparison.Ordinal);
        Assert.Equal([Driver.Start, Driver.Start + Second], waiter.Times);
        Assert.Contains("Date: Wed, 01 Jul 2026 12:00:01 GMT\r\n", driver.Output, StringComparison.Ordinal);
    }

    /// <summary>What a handler learnt before the wait, it must not take for new after it.</summary>
    [Fact]
    public void TheSecondAskingIsABatchOfItsOwn()
    {
        var waiter = new Waiter();
        using var driver = new Driver(handler: waiter.Handle);
        driver.Run(Answers.Get);
        driver.Pass(1);
        driver.Run();
        Assert.Equal(2, waiter.Batches.Count);
        Assert.NotEqual(waiter.Batches[0], waiter.Batches[1]);
    }

    [Fact]
    public void EachPipelinedRequestWaitsItsOwnTime()
    {
        using var driver = new Driver(handler: new Waiter().Handle);
        Assert.Equal(Step.Wait, driver.Run(Answers.Get + Answers.Of("/now") + Answers.Get));
        driver.Pass(1);
        Assert.Equal(Step.Wait, driver.Run());
        Assert.Equal(2, driver.StatusLines.Length);
        driver.Pass(1);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(3, driver.StatusLines.Length);
    }

    [Fact]
    public void TheDelayOfTheHandlerFollowsThatOfAllAnswers()
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) }, new Waiter().Handle);
        Assert.Equal(Step.Wait, driver.Run(Answers.Get));
        driver.Pass(5);
        Assert.Equal(Step.Wait, driver.Run());
        Assert.Equal(Second, driver.Left);
        driver.Pass(1);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
    }

    [Fact]
    public void NoDelayIsLongerThanItsBound()
    {
        RequestHandler handler = Answers.Always(new Response { Status = Status.Ok, Delay = TimeSpan.MaxValue });
        using var driver = new Driver(new HttpLimits { HandlerDelay = Second }, handler);
        Assert.Equal(Step.Wait, driver.Run(Answers.Get));
        Assert.Equal(Second, driver.Left);
        driver.Pass(1);
        Assert.Equal(Step.Receive, driver.Run());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void ADelayThatIsNoneIsNotWaitedFor(int ticks)
    {
        RequestHandler handler = Answers.Always(new Response { Status = Status.Ok, Delay = new TimeSpan(ticks) });
        using var driver = new Driver(handler: handler);
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        Assert.Equal(["HTTP/1.1 200 OK"], driver.StatusLines);
    }

    [Fact]
    public void ADrainLetsTheWaitEndAndTheAnswerBeTheLast()
    {
        using var driver = new Driver(handler: new Waiter().Handle);
        driver.Run(Answers.Get);
        driver.Connection.Drain();
        Assert.Equal(Step.Wait, driver.Run());
        Assert.Equal(Second, driver.Left);
        driver.Pass(1);
        Assert.Equal(Step.Close, driver.Run());
        Assert.Contains("Connection: close\r\n", driver.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfTheFirstAskingIsReleasedAtOnce()
    {
        using var file = new CountedFile();
        FileSlice? slice = file.Slice(5);
        using var driver = new Driver(handler: (in Request _, ref Response response) =>
        {
            response.Status = Status.Ok;
            response.Delay = Second;
            response.File = slice ?? default;
            slice = null;
        });
        Assert.Equal(Step.Wait, driver.Run(Answers.Get));
        Assert.True(file.IsReleased);
        driver.Pass(1);
        Assert.Equal(Step.Receive, driver.Run());
    }

    /// <summary>The refusal spares the peer its content, so there is nothing to wait for.</summary>
    [Fact]
    public void ARefusalUnderAnExpectationIsNotHeldBack()
    {
        RequestHandler handler = Answers.Always(new Response { Status = Status.NotFound, Delay = Second });
        using var driver = new Driver(handler: handler);
        Assert.Equal(Step.ShutdownSend, driver.Run("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"));
        Assert.Equal(["HTTP/1.1 404 Not Found"], driver.StatusLines);
    }

    /// <summary>Wants a second before each answer, but for <c>/now</c>; notes when it was asked, and in which batch.</summary>
    private sealed class Waiter
    {
        public List<TimeSpan> Times { get; } = [];

        public List<long> Batches { get; } = [];

        public void Handle(in Request request, ref Response response)
        {
            Times.Add(request.Clock.Now);
            Batches.Add(request.Batch);
            response.Status = Status.Ok;
            response.Delay = request.Path.SequenceEqual("/now"u8) ? TimeSpan.Zero : Second;
            response.Content = Encoding.ASCII.GetBytes($"asked {Times.Count} times");
        }
    }
}
