using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>CN-07: clients who vanish leave nothing behind.</summary>
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
