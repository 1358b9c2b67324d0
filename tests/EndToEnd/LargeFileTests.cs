using System.Net.Sockets;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>FS-08 and fairness: files beyond every 32-bit limit, and many clients who want a large one at once.</summary>
public sealed class LargeFileTests : IDisposable
{
    private const long TwoGiB = 1L << 31;
    private const long FourGiB = 1L << 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A byte on either side of 2^31 and 2^32, and the last one, must be where they were put.</summary>
    [Theory]
    [EveryEngine]
    public void Five_gibibytes_arrive_to_the_byte(string engine)
    {
        const long Length = 5L << 30;
        (long, byte)[] marks = [(TwoGiB - 1, 1), (TwoGiB, 2), (FourGiB - 1, 3), (FourGiB, 4), (Length - 1, 5)];
        _folder.WriteSparse("large", Length, marks);
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/large", "Connection: close\r\n"));
        Assert.Contains($"Content-Length: {Length}", client.ReadHead(), StringComparison.Ordinal);

        List<(long, byte)> found = [];
        long position = 0;
        ReadOnlySpan<byte> bytes;
        while (!(bytes = client.ReceiveRest()).IsEmpty)
        {
            for (int at = 0; (at = NextMark(bytes, at)) >= 0; at++)
                found.Add((position + at, bytes[at]));
            position += bytes.Length;
        }
        Assert.Equal(Length, position);
        Assert.Equal(marks, found);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void A_hundred_gigabytes_have_their_length(string engine)
    {
        const long Length = 100_000_000_000;
        _folder.WriteSparse("huge", Length, (0, 7));
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/huge").Replace("GET", "HEAD", StringComparison.Ordinal));
            Assert.Contains($"Content-Length: {Length}", client.ReadHead(), StringComparison.Ordinal);
            client.Send(RawClient.Get("/huge"));
            client.ReadHead();
            Assert.Equal(7, client.ReceiveRest()[0]);
            Assert.Equal(10_000_000, client.Skip(10_000_000));
        }
        weft.StopCleanly();
    }

    /// <summary>
    /// A hundred clients, each with 50 MB of the same 2 GB file: all have their first megabyte before anybody gets the rest,
    /// and the server holds none of it in memory.
    /// </summary>
    [Theory]
    [EveryEngine(ServesMany = true)]
    public async Task A_hundred_clients_all_make_progress_in_little_memory(string engine)
    {
        const int Clients = 100;
        const long First = 1_000_000;
        const long Rest = 49_000_000;
        _folder.WriteSparse("large", 2_000_000_000);
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        List<Socket> clients = [];
        for (int i = 0; i < Clients; i++)
        {
            Socket client = new(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(weft.Url.Host, weft.Url.Port);
            await client.SendAsync("GET /large HTTP/1.1\r\nHost: test\r\n\r\n"u8.ToArray());
            clients.Add(client);
        }
        long[] first = await Task.WhenAll(clients.Select(client => Read(client, First)));
        long[] rest = await Task.WhenAll(clients.Select(client => Read(client, Rest)));
        Assert.All(first, read => Assert.Equal(First, read));
        Assert.All(rest, read => Assert.Equal(Rest, read));
        // A model of many processes has its price; of the others, none may hold what it sends.
        if (weft.Files.Children.Length == 0)
            Assert.InRange(weft.Files.PeakMemory, 0, 150_000_000);
        clients.ForEach(client => client.Dispose());
        weft.StopCleanly();
    }

    private static int NextMark(ReadOnlySpan<byte> bytes, int from)
    {
        int at = bytes[from..].IndexOfAnyExcept((byte)0);
        return at < 0 ? -1 : from + at;
    }

    private static async Task<long> Read(Socket client, long length)
    {
        using CancellationTokenSource patience = new(WeftProcess.Patience);
        byte[] buffer = new byte[256 * 1024];
        long read = 0;
        int count;
        do
        {
            int most = (int)Math.Min(buffer.Length, length - read);
            count = await client.ReceiveAsync(buffer.AsMemory(0, most), SocketFlags.None, patience.Token);
            read += count;
        }
        while (count > 0 && read < length);
        return read;
    }
}
