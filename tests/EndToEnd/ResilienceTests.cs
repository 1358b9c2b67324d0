using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>CN-07, FR-15: clients who vanish leave nothing behind.</summary>
public sealed class ResilienceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ResilienceTests() => _folder.WriteSparse("large", 100_000_000);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void Two_hundred_resets_leave_nothing_behind(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        // The first ones load what is loaded once, and let pools grow to their size.
        ResetDownloads(weft, 20);
        int descriptors = ProcessFiles.Settled(() => weft.Files.Descriptors);
        int threads = ProcessFiles.Settled(() => weft.Files.Threads);
        int sockets = weft.Files.Sockets;

        ResetDownloads(weft, 200);

        ProcessFiles.AssertComesBackTo(sockets, () => weft.Files.Sockets, "sockets");
        // Each process keeps the file itself open once it is not brand-new any more; a rare path of the runtime may have been
        // taken for the first time. What leaks for each client comes to two hundred.
        int once = 1 + weft.Files.Children.Length + 4;
        ProcessFiles.AssertComesBackTo(descriptors + once, () => weft.Files.Descriptors, "descriptors");
        // The runtime's own pool may have grown by a thread or two meanwhile.
        ProcessFiles.AssertComesBackTo(threads + 2, () => weft.Files.Threads, "threads");
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/none"));
            Assert.Equal(404, client.ReadReply().Status);
        }
        weft.StopCleanly();
    }

    /// <summary>Those who connect and go without a word, and those who go in the middle of a head, verbosely.</summary>
    [Theory]
    [EveryEngine]
    public void Resets_before_and_within_a_request_do_no_harm(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-v", "-c", engine, _folder.Path);
        for (int i = 0; i < 100; i++)
        {
            using RawClient silent = weft.Connect();
            silent.Reset();
            using RawClient halting = weft.Connect();
            halting.Send("GET /large HT");
            halting.Reset();
        }
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/none"));
            Assert.Equal(404, client.ReadReply().Status);
        }
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        // The version, and the one request.
        Assert.Equal(2, ended.Errors.Count(character => character == '\n'));
    }

    /// <summary>Whatever a client was about when it went, by a reset or with what it has finished: its connection goes with it.</summary>
    [Theory]
    [EveryEngine]
    public void A_client_may_go_at_every_stage(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "-d=0.02", _folder.Path);
        LeaveAtEveryStage(weft);
        int sockets = ProcessFiles.Settled(() => weft.Files.Sockets);
        LeaveAtEveryStage(weft);
        ProcessFiles.AssertComesBackTo(sockets, () => weft.Files.Sockets, "sockets");
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/none"));
            Assert.Equal(404, client.ReadReply().Status);
        }
        weft.StopCleanly();
    }

    /// <summary>
    /// FR-15: content cut by the end of input, by a reset, or by both, must not leave its connection waiting for the rest. A
    /// process per client makes a thousand of them slow, and proves no more than a hundred.
    /// </summary>
    [Theory]
    [EveryEngine]
    [Trait("Vulnerability", "CVE-2022-41556")]
    public void A_thousand_requests_cut_within_their_content_leave_nothing_behind(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        CutContents(weft, 20);
        int sockets = ProcessFiles.Settled(() => weft.Files.Sockets);

        CutContents(weft, engine == "process" ? 100 : 1000);

        ProcessFiles.AssertComesBackTo(sockets, () => weft.Files.Sockets, "sockets");
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/none"));
            Assert.Equal(404, client.ReadReply().Status);
        }
        weft.StopCleanly();
    }

    private static void LeaveAtEveryStage(WeftProcess weft)
    {
        const string post = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n";
        string large = RawClient.Get("/large");
        (string Sends, Action<RawClient> Reads)[] stages =
        [
            ("", Nothing),
            ("GE", Nothing),
            ("GET /large HTTP/1.1\r\nHost: te", Nothing),
            (post[..^4], Nothing),
            (post, Nothing),
            (post + "12345", Nothing),
            // The delay, before anything has been answered, and between two answers.
            (large, Nothing),
            (RawClient.Get("/none") + large, client => client.ReadReply()),
            (RawClient.Get("/none") + large[..20], client => client.ReadReply()),
            (large, client => client.ReadHead()),
            (large + large, client => client.ReadHead()),
            (large, client => { client.ReadHead(); client.Skip(10_000_000); }),
            // Idle, and while the server lingers behind a refusal.
            (RawClient.Get("/none"), client => client.ReadReply()),
            ("nonsense\r\n\r\n" + large, client => client.ReadReply()),
            (RawClient.Get("/none", "Connection: close\r\n"), client => client.ReadReply()),
        ];
        foreach ((string sends, Action<RawClient> reads) in stages)
        {
            foreach (bool finishes in (bool[])[false, true])
            {
                using RawClient client = weft.Connect();
                client.Send(sends);
                reads(client);
                if (finishes)
                    client.Finish();
                client.Reset();
            }
        }

        static void Nothing(RawClient client)
        {
            // It goes without having listened.
        }
    }

    private static void CutContents(WeftProcess weft, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using RawClient client = weft.Connect();
            client.Send("POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123");
            switch (i % 3)
            {
                case 0:
                    client.Finish();
                    Assert.Empty(client.ReadToEnd());
                    break;
                case 1:
                    client.Finish();
                    client.Reset();
                    break;
                default:
                    client.Reset();
                    break;
            }
        }
    }

    private static void ResetDownloads(WeftProcess weft, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using RawClient client = weft.Connect();
            client.Send(RawClient.Get("/large"));
            client.ReadHead();
            client.Reset();
        }
    }
}
