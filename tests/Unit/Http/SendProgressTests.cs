using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>CN-11: a slow peer lives, a dead one is cut, and nobody is asked before a deadline has passed.</summary>
public sealed class SendProgressTests
{
    private const long Enough = 240 * 30;
    private const int KernelBytes = 256 * 1024;

    [Fact]
    public void ASteadySlowReaderLives()
    {
        using Driver driver = Sending();
        driver.Obey(Step.SendFile, 600_000);
        for (long acked = 20_000 * 30; acked < 100_000_000; acked += 20_000 * 30)
        {
            driver.Pass(29.9);
            Assert.Equal(Step.SendFile, driver.Next());
            driver.Obey(Step.SendFile, 600_000);
            Assert.Equal(Step.SendFile, AfterSample(driver, 0.1, acked));
            Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        }
    }

    [Fact]
    [Trait("Vulnerability", "CVE-2023-38180")]
    public void AZeroWindowFromTheStartIsCutAfterOneTimeout()
    {
        using Driver driver = Sending();
        Assert.Equal(Step.Abort, AfterSample(driver, 30, 2_000));
        Assert.Equal(Step.Abort, driver.Next());
    }

    [Fact]
    [Trait("Vulnerability", "CVE-2023-38180")]
    public void AZeroWindowIsCutWithinTwoTimeouts()
    {
        using Driver driver = Sending();
        Assert.Equal(Step.SendFile, AfterSample(driver, 30, 50_000));
        Assert.Equal(Step.Abort, AfterSample(driver, 30, 50_000));
    }

    [Theory]
    [InlineData(0, Enough, Step.SendFile)]
    [InlineData(0, Enough - 1, Step.Abort)]
    [InlineData(10_000, Enough, Step.SendFile)]
    [InlineData(10_000, Enough - 1, Step.Abort)]
    public void TheBoundIsExact(long before, long growth, Step expected)
    {
        using Driver driver = Sending();
        foreach (long acked in before == 0 ? (long[])[growth] : [before, before + growth])
        {
            driver.Pass(30);
            Assert.Equal(Step.ReportAcked, driver.Next());
            driver.Connection.Acked(acked);
        }
        Assert.Equal(expected, driver.Next());
    }

    [Fact]
    [Trait("Vulnerability", "CVE-2023-38180")]
    public void AReaderThatWasFastAndStopsIsCut()
    {
        using Driver driver = Sending();
        foreach (long acked in (long[])[100_000, 200_000, 200_000 + Enough])
            Assert.Equal(Step.SendFile, AfterSample(driver, 30, acked));
        Assert.Equal(Step.Abort, AfterSample(driver, 30, 200_000 + Enough));
    }

    [Fact]
    public void BytesInMemoryAreWatchedAsFilesAre()
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        driver.Obey(Step.Send, 10);
        Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(Step.Abort, AfterSample(driver, 30, 9));
    }

    /// <summary>A disk that spins up, say: the file has been asked for, and for a whole period nothing of it comes.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WhoTookAllThatAStalledServerSentLives(int periodsBefore)
    {
        using Driver driver = AboutToSend();
        long taken = driver.Output.Length;
        for (int i = 0; i < periodsBefore; i++)
        {
            driver.Obey(Step.SendFile, KernelBytes);
            taken += KernelBytes;
            Assert.Equal(Step.SendFile, AfterSample(driver, 30, taken));
        }
        driver.Pass(31);
        driver.Obey(Step.SendFile, KernelBytes);
        Assert.Equal(Step.SendFile, AfterSample(driver, 0, taken));
        Assert.Equal(Step.Abort, AfterSample(driver, 30, taken));
    }

    /// <summary>What came in the second half of a period, the peer may not have had the time to take.</summary>
    [Theory]
    [InlineData(14.9, 0, Step.Abort)]
    [InlineData(14.9, 1000, Step.SendFile)]
    [InlineData(15, 0, Step.SendFile)]
    [InlineData(15.1, 0, Step.SendFile)]
    [InlineData(15.1, -1, Step.Abort)]
    public void OnlyWhatWasSentInTheFirstHalfMustBeTaken(double second, long takenOfIt, Step expected)
    {
        using Driver driver = AboutToSend();
        driver.Pass(second);
        driver.Obey(Step.SendFile, 1000);
        Assert.Equal(Step.SendFile, driver.Next());
        Assert.Equal(expected, AfterSample(driver, 30 - second, driver.Output.Length - 1000 + takenOfIt));
    }

    /// <summary>Then what it was sent is all that is known, and that it was sent everything proves nothing.</summary>
    [Fact]
    public void WhereTheSystemDoesNotTellWhatIsAckedWhatIsSentCounts()
    {
        using Driver driver = Sending();
        foreach (Step expected in (Step[])[Step.SendFile, Step.Abort])
            Assert.Equal(expected, AfterSample(driver, 30, null));
    }

    /// <summary>Each answer has its own period, and what was acknowledged since the last sample counts for it.</summary>
    [Fact]
    public void TheNextAnswerBeginsAnew()
    {
        using var driver = new Driver();
        for (int i = 1; i <= 5; i++)
        {
            driver.Receive(Answers.Get);
            Assert.Equal(Step.Send, driver.Next());
            driver.Pass(29);
            Assert.Equal(Step.Send, driver.Next());
            Assert.Equal(Step.Send, AfterSample(driver, 1, i * Enough));
            driver.Obey(Step.Send);
            Assert.Equal(Step.Receive, driver.Next());
        }
    }

    /// <summary>Of an answer that nobody had to ask about, the growth is not known: the peer gets the benefit, and a sample.</summary>
    [Fact]
    public void WhatWasNeverAskedAboutCountsForThePeer()
    {
        using var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Ok, Content = new byte[KernelBytes] }));
        driver.Receive(Answers.Get);
        driver.Obey(driver.Next());
        Assert.Equal(Step.Receive, driver.Next());
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(Step.Send, AfterSample(driver, 30, Enough));
        Assert.Equal(Step.Abort, AfterSample(driver, 30, Enough));
    }

    /// <summary>What the connection wants after some seconds, at the end of which it asked what the peer had acknowledged.</summary>
    private static Step AfterSample(Driver driver, double seconds, long? acked)
    {
        driver.Pass(seconds);
        Assert.Equal(Step.ReportAcked, driver.Next());
        driver.Connection.Acked(acked);
        return driver.Next();
    }

    /// <summary>The kernel has taken the head and what it holds of the file.</summary>
    private static Driver Sending()
    {
        Driver driver = AboutToSend();
        driver.Obey(Step.SendFile, KernelBytes);
        Assert.Equal(Step.SendFile, driver.Next());
        return driver;
    }

    /// <summary>The kernel has taken the head, and nothing of the file.</summary>
    private static Driver AboutToSend()
    {
        using var file = new CountedFile();
        var driver = new Driver(handler: Answers.Always(new Response { Status = Status.Ok, File = file.Slice(1L << 40) }));
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        driver.Obey(Step.Send);
        Assert.Equal(Step.SendFile, driver.Next());
        return driver;
    }
}
