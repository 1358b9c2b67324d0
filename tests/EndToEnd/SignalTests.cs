using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>SH-01 to SH-03: what has begun is finished, and a second signal, or the end of the grace, cuts it.</summary>
[Trait("Program", "both")]
public sealed class SignalTests : IDisposable
{
    // More than the kernel's buffers between the two can hold, so that it is not over when it seems to be.
    private const long Large = 300_000_000;

    private readonly TemporaryFolder _folder = new();

    public SignalTests()
    {
        _folder.WriteSparse("large", Large);
        _folder.Write("small", "small");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void An_interrupt_lets_a_download_finish(string engine) => AssertDownloadFinishes(engine, WeftProcess.Interrupt);

    [Theory]
    [EveryEngine]
    public void A_termination_lets_a_download_finish(string engine) => AssertDownloadFinishes(engine, WeftProcess.Terminate);

    [Theory]
    [EveryEngine]
    public void A_second_interrupt_cuts(string engine) => AssertCut(engine, WeftProcess.Interrupt, exitCode: 130);

    [Theory]
    [EveryEngine]
    public void A_second_termination_cuts(string engine) => AssertCut(engine, WeftProcess.Terminate, exitCode: 143);

    [Theory]
    [EveryEngine]
    public void The_end_of_the_grace_cuts(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "--grace", "0.2", _folder.Path);
        using RawClient client = BeginDownload(weft);
        weft.Signal(WeftProcess.Terminate);
        Assert.Equal(1, weft.End().ExitCode);
    }

    [Theory]
    [EveryEngine]
    public void A_grace_that_is_not_needed_is_not_waited_for(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "--grace", "86400", _folder.Path);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void An_idle_connection_is_closed_without_a_word(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/small"));
        Assert.False(client.ReadReply().SaysClose);
        weft.Signal(WeftProcess.Terminate);
        Assert.Equal([], client.ReadToEnd());
        Assert.Equal(0, weft.End().ExitCode);
    }

    /// <summary>A head that has begun is a request in progress.</summary>
    [Theory]
    [EveryEngine]
    public void A_request_whose_head_has_begun_is_answered(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        // The answer to the first request says that the rest of its packet has arrived too.
        string second = RawClient.Get("/small");
        client.Send(RawClient.Get("/small") + second[..20]);
        client.ReadReply();
        weft.Signal(WeftProcess.Interrupt);
        weft.WaitUntilItRefuses();
        client.Send(second[20..]);
        Reply reply = client.ReadReply();
        Assert.Equal(200, reply.Status);
        Assert.True(reply.SaysClose);
        Assert.Equal([], client.ReadToEnd());
        Assert.Equal(0, weft.End().ExitCode);
    }

    /// <summary>SH-02: an answer that is written after the signal says that it is the last.</summary>
    [Theory]
    [EveryEngine]
    public void A_delayed_answer_is_given(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "-d=0.5", _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/small") + RawClient.Get("/small"));
        Assert.False(client.ReadReply().SaysClose);
        weft.Signal(WeftProcess.Interrupt);
        Assert.True(client.ReadReply().SaysClose);
        Assert.Equal(0, weft.End().ExitCode);
    }

    /// <summary>SH-10, from outside: nothing of a stopped server is left that would keep another from its port.</summary>
    [Theory]
    [EveryEngine]
    public void The_port_is_free_at_once(string engine)
    {
        int port;
        using (WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path))
        {
            using RawClient client = weft.Connect();
            client.Send(RawClient.Get("/small"));
            client.ReadReply();
            port = weft.Url.Port;
            weft.StopCleanly();
        }
        using WeftProcess again = WeftProcess.StartOn(port, "-c", engine, _folder.Path);
        again.StopCleanly();
    }

    private void AssertDownloadFinishes(string engine, int signal)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = BeginDownload(weft);
        weft.Signal(signal);
        weft.WaitUntilItRefuses();
        Assert.Equal(Large, client.Skip(long.MaxValue));
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("", ended.Errors);
    }

    private void AssertCut(string engine, int signal, int exitCode)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = BeginDownload(weft);
        weft.Signal(signal);
        weft.WaitUntilItRefuses();
        weft.Signal(signal);
        Ended ended = weft.End();
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Equal("", ended.Errors);
    }

    private static RawClient BeginDownload(WeftProcess weft)
    {
        RawClient client = weft.Connect();
        client.Send(RawClient.Get("/large"));
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", client.ReadHead(), StringComparison.Ordinal);
        return client;
    }
}
