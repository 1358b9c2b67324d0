using System.Runtime.InteropServices;
using System.Text;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// A request for a file that the cache holds allocates nothing, in the program as it is run. The collector would hide what is
/// allocated, so it is given a budget larger than all of it: whatever a request allocates makes the heap grow for good.
/// </summary>
public sealed class HotRequestTests : IDisposable
{
    private const int FileBytes = 1024;
    private const int Clients = 16;
    private const int Rounds = 10_000;

    /// <summary>The smallest object takes 24 bytes. One for each request would take at least twice this.</summary>
    private const long MostGrowth = 512 * 1024;

    private static readonly byte[] Request = Encoding.ASCII.GetBytes(RawClient.Get("/1k.bin"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("thread")]
    [InlineData("event-loop")]
    public void A_hot_request_allocates_nothing(string engine)
    {
        _folder.Write("1k.bin", new string('x', FileBytes));
        string[] settings = ["env", "DOTNET_GCgen0size=8000000", "DOTNET_TieredCompilation=0"];
        using WeftProcess weft = WeftProcess.StartUnder(settings, "-c", engine, _folder.Path);
        RawClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => weft.Connect())];
        int length = LengthOfAnswer(clients[0]);
        Ask(clients, Rounds / 10, length);
        long before = weft.Files.AnonymousMemory;
        Ask(clients, Rounds, length);
        long growth = weft.Files.AnonymousMemory - before;
        Assert.True(growth < MostGrowth, $"{Clients * Rounds} requests took {growth} bytes");
        foreach (RawClient client in clients)
            client.Dispose();
        weft.StopCleanly();
    }

    private static int LengthOfAnswer(RawClient client)
    {
        client.Send(Request);
        var answer = new List<byte>();
        int head;
        while ((head = CollectionsMarshal.AsSpan(answer).IndexOf("\r\n\r\n"u8)) < 0)
            answer.AddRange(client.Receive());
        int length = head + 4 + FileBytes;
        while (answer.Count < length)
            answer.AddRange(client.Receive());
        return length;
    }

    // All of them ask, and then all of them read: each request is received by itself.
    private static void Ask(RawClient[] clients, int rounds, int length)
    {
        for (int round = 0; round < rounds; round++)
        {
            foreach (RawClient client in clients)
                client.Send(Request);
            foreach (RawClient client in clients)
            {
                for (int left = length; left > 0;)
                    left -= client.Receive().Length;
            }
        }
    }
}
