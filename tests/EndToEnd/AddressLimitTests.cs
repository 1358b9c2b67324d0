using System.Diagnostics;
using System.Globalization;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// CN-12: an address that has as many connections as it may is told so, at no cost, and nobody else notices. One worker
/// where each keeps a count of its own, so that the count is exact.
/// </summary>
public sealed class AddressLimitTests : IDisposable
{
    private const int Most = 3;
    private const string Other = "127.0.0.2";

    private readonly TemporaryFolder _folder = new();

    public AddressLimitTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine(ServesMany = true)]
    public void The_fourth_is_refused_and_another_address_is_served(string engine)
    {
        using WeftProcess weft = Start(engine, Most);
        RawClient[] held = Hold(weft);
        using (RawClient refused = weft.Connect())
            AssertRefused(refused);
        using (RawClient other = weft.Connect(Other))
            AssertServed(other);
        Array.ForEach(held, AssertServed);

        held[0].Dispose();
        held[0] = ConnectUntilServed(weft);
        using (RawClient refused = weft.Connect())
            AssertRefused(refused);
        Array.ForEach(held, AssertServed);
        Array.ForEach(held, client => client.Dispose());
        weft.StopCleanly();
    }

    /// <summary>No descriptor, no thread, and no process: those that were there before are there afterwards, and no other.</summary>
    [Theory]
    [EveryEngine(ServesMany = true)]
    public void Fifty_who_are_refused_leave_nothing_behind(string engine)
    {
        using WeftProcess weft = Start(engine, Most);
        RawClient[] held = Hold(weft);
        RefuseMany(weft, 5);
        int descriptors = ProcessFiles.Settled(() => weft.Files.Descriptors);
        int threads = ProcessFiles.Settled(() => weft.Files.Threads);
        int sockets = weft.Files.Sockets;
        int[] children = weft.Files.Children;

        RefuseMany(weft, 50);

        ProcessFiles.AssertComesBackTo(sockets, () => weft.Files.Sockets, "sockets");
        ProcessFiles.AssertComesBackTo(descriptors, () => weft.Files.Descriptors, "descriptors");
        // The runtime's own pool may have grown by a thread or two meanwhile.
        ProcessFiles.AssertComesBackTo(threads + 2, () => weft.Files.Threads, "threads");
        Assert.Equal(children.Order(), weft.Files.Children.Order());
        Array.ForEach(held, AssertServed);
        Array.ForEach(held, client => client.Dispose());
        weft.StopCleanly();
    }

    /// <summary>
    /// The place is free before the connection is closed. A process keeps it until it has ended, of which its client knows
    /// nothing; but it does end.
    /// </summary>
    [Theory]
    [EveryEngine]
    public void Whoever_sees_the_end_may_come_again_at_once(string engine)
    {
        bool endsLater = engine == "process";
        using WeftProcess weft = Start(engine, 1);
        for (int i = 0; i < (endsLater ? 5 : 100); i++)
        {
            using RawClient client = endsLater ? ConnectUntilServed(weft) : weft.Connect();
            client.Send(RawClient.Get("/a.txt", "Connection: close\r\n"));
            Assert.Equal("hello\n"u8, client.ReadReply().Body);
            Assert.Empty(client.ReadToEnd());
        }
        weft.StopCleanly();
    }

    /// <summary>One at a time is below any bound: whoever waits is served, and nobody is refused.</summary>
    [Fact]
    public void A_single_server_refuses_nobody()
    {
        using WeftProcess weft = Start("single", 1);
        using (RawClient first = weft.Connect())
        using (RawClient second = weft.Connect())
        {
            first.Send(RawClient.Get("/a.txt"));
            second.Send(RawClient.Get("/a.txt"));
            Assert.Equal(200, first.ReadReply().Status);
            Assert.Equal(200, second.ReadReply().Status);
        }
        weft.StopCleanly();
    }

    /// <summary>
    /// Workers do not know of each other, so each has its part of the bound, and at least one. Which of them a client meets is
    /// chance, so it has one worker's part for sure, and all parts together at most.
    /// </summary>
    [Theory]
    [InlineData("1", "5", 5, 5)]
    [InlineData("2", "5", 2, 4)]
    [InlineData("2", "1", 1, 2)]
    public void A_worker_process_has_its_part_of_the_bound(string workers, string bound, int least, int most)
    {
        using WeftProcess weft = WeftProcess.Start("-c", "process-pool", "-w", workers, "--max-per-address", bound, _folder.Path);
        RawClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => weft.Connect())];
        Array.ForEach(clients, client => client.Send(RawClient.Get("/a.txt")));
        Assert.InRange(clients.Count(client => client.ReadReply().Status == 200), least, most);
        Array.ForEach(clients, client => client.Dispose());
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine(ServesMany = true)]
    public void A_verbose_server_says_who_is_refused(string engine)
    {
        using WeftProcess weft = Start(engine, 1, "-v");
        using (RawClient held = ConnectUntilServed(weft))
            RefuseMany(weft, 2);
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        string[] lines = ended.Errors.Split('\n');
        // The version, the request that was served, and nothing but the two.
        Assert.Equal(5, lines.Length);
        Assert.Equal(2, lines.Count(line => line.EndsWith(" weft: a connection from 127.0.0.1 is refused: at most 1 per address", StringComparison.Ordinal)));
    }

    private WeftProcess Start(string engine, int most, params string[] further)
    {
        string workers = engine == "process-pool" ? "1" : "2";
        string bound = most.ToString(CultureInfo.InvariantCulture);
        return WeftProcess.Start(["-c", engine, "-w", workers, "--max-per-address", bound, .. further, _folder.Path]);
    }

    private static RawClient[] Hold(WeftProcess weft)
    {
        RawClient[] held = [.. Enumerable.Range(0, Most).Select(_ => weft.Connect())];
        Array.ForEach(held, AssertServed);
        return held;
    }

    // Some say nothing, some have asked, and some are gone at once.
    private static void RefuseMany(WeftProcess weft, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using RawClient client = weft.Connect();
            if (i % 3 == 1)
                client.Send(RawClient.Get("/a.txt"));
            if (i % 3 == 2)
                client.Reset();
            else
                AssertRefused(client);
        }
    }

    private static void AssertServed(RawClient client)
    {
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal("hello\n"u8, client.ReadReply().Body);
    }

    // If the request came while the answer left, the close is a reset; the answer has arrived all the same.
    private static void AssertRefused(RawClient client)
    {
        Reply reply = client.ReadReply();
        Assert.Equal(503, reply.Status);
        Assert.True(reply.SaysClose);
        Assert.Equal(0, client.CountToEndOrReset());
    }

    // The server sees a moment later than its client that a connection is over.
    private static RawClient ConnectUntilServed(WeftProcess weft)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            RawClient client = weft.Connect();
            client.Send(RawClient.Get("/a.txt"));
            if (client.ReadReply().Status == 200)
                return client;
            client.Dispose();
            Assert.True(Stopwatch.GetElapsedTime(start) < WeftProcess.Patience, "the place is not free again");
            Thread.Sleep(5);
        }
    }
}
