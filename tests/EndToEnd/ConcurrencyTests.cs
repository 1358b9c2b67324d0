using System.Diagnostics;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>What the engines differ in: who waits for whom.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private const int Clients = 8;

    private readonly TemporaryFolder _folder = new();

    public ConcurrencyTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose() => _folder.Dispose();

    /// <summary>Eight clients at once, each held back for a second: one after another that is eight seconds, on any machine.</summary>
    [Theory]
    [EveryEngine(ServesMany = true)]
    public async Task Delays_pass_side_by_side(string engine) =>
        Assert.InRange(await ServeDelayed(engine), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(Clients - 1));

    [Fact]
    public async Task Delays_pass_one_after_another() =>
        Assert.InRange(await ServeDelayed("single"), TimeSpan.FromSeconds(Clients), WeftProcess.Patience);

    /// <summary>CN-16: silent clients, and one who takes nothing of a large answer, hold up nobody.</summary>
    [Theory]
    [EveryEngine(ServesMany = true)]
    public void Stalled_clients_hold_up_nobody(string engine)
    {
        _folder.WriteSparse("large", 100_000_000);
        using WeftProcess weft = WeftProcess.Start("-c", engine, "-w", "2", _folder.Path);
        List<RawClient> stalled = [];
        for (int i = 0; i < 20; i++)
        {
            RawClient client = weft.Connect();
            client.Send(i % 2 == 0 ? RawClient.Get("/large") : "GET /a.txt HTTP/1.1\r\nHos");
            stalled.Add(client);
        }
        stalled[0].ReadHead();
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/a.txt"));
            Assert.Equal(200, client.ReadReply().Status);
        }
        stalled.ForEach(client => client.Dispose());
        weft.StopCleanly();
    }

    /// <summary>CN-12: who comes when there is no room waits in the kernel's queue, and is served once there is.</summary>
    [Theory]
    [EveryEngine]
    public void More_clients_than_connections_wait_and_are_served(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "--max-connections", "3", _folder.Path);
        for (int round = 0; round < 2; round++)
        {
            string request = RawClient.Get("/a.txt", "Connection: close\r\n");
            RawClient[] holding = [.. Enumerable.Range(0, 3).Select(_ => weft.Connect())];
            foreach (RawClient client in holding)
                client.Send(request[..20]);
            RawClient[] waiting = [.. Enumerable.Range(0, 6).Select(_ => weft.Connect())];
            foreach (RawClient client in waiting)
                client.Send(request);
            foreach (RawClient client in holding)
                client.Send(request[20..]);
            foreach (RawClient client in holding.Concat(waiting))
            {
                Assert.Equal("hello\n"u8, client.ReadReply().Body);
                client.Dispose();
            }
        }
        weft.StopCleanly();
    }

    /// <summary>The one engine that a silent client does hold up gets rid of it.</summary>
    [Fact]
    public void A_single_server_drops_a_silent_client_in_time()
    {
        using WeftProcess weft = WeftProcess.Start("-c", "single", "--timeout", "0.5", _folder.Path);
        using RawClient silent = weft.Connect();
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal(200, client.ReadReply().Status);
        Assert.Equal([], silent.ReadToEnd());
        weft.StopCleanly();
    }

    private async Task<TimeSpan> ServeDelayed(string engine)
    {
        // More clients than workers: a delay must not hold a worker either.
        using WeftProcess weft = WeftProcess.Start("-c", engine, "-d=1", "-w", "2", _folder.Path);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(
            () =>
            {
                using RawClient client = weft.Connect();
                client.Send(RawClient.Get("/a.txt"));
                Assert.Equal("hello\n"u8, client.ReadReply().Body);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        weft.StopCleanly();
        return elapsed;
    }
}
