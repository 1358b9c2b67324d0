using Weft.Cli;
using Weft.Content;
using Weft.Server;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>A server that drains knows how many it still has to finish, whoever serves them.</summary>
public sealed class FinishingTests : IDisposable
{
    private const long Large = 300_000_000;

    private readonly TemporaryFolder _folder = new();

    public FinishingTests()
    {
        _folder.WriteSparse("large", Large);
        _folder.Write("small", "small");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void Every_connection_that_has_begun_something_counts_until_it_is_over(string engine)
    {
        Settings settings = new() { Server = new ServerOptions { Port = 0, Engine = engine, Workers = 2, Spares = 4 } };
        using StaticFiles site = new(_folder.Path);
        using HttpServer server = new(settings.Server with { Child = ChildArguments.Command(settings, _folder.Path, site.Folder) }, site.Answer);
        server.Listen();
        bool isWhole = false;
        Thread serving = new(() => isWhole = server.Run());
        serving.Start();

        using RawClient first = Ask(server, "/large");
        first.ReadHead();
        using RawClient second = Ask(server, "/large");
        using RawClient third = Ask(server, "/large");
        // Where one is served at a time, the others wait, and so does the one that asks for nothing.
        bool isOneAtATime = engine == "single";
        using RawClient idle = isOneAtATime ? new RawClient("127.0.0.1", server.EndPoint.Port) : Ask(server, "/small");
        if (!isOneAtATime)
        {
            second.ReadHead();
            third.ReadHead();
            idle.ReadReply();
        }
        Assert.Equal(0, server.Finishing);

        server.Drain();
        Eventually.Is(() => server.Finishing == 3, "it does not count three");
        Assert.Equal(Large, first.Skip(long.MaxValue));
        Eventually.Is(() => server.Finishing == 2, "it does not count two");
        second.Dispose();
        Eventually.Is(() => server.Finishing == 1, "it does not count one");
        if (isOneAtATime)
            third.ReadHead();
        Assert.Equal(Large, third.Skip(long.MaxValue));
        Assert.True(serving.Join(WeftProcess.Patience), "it does not end");
        Assert.True(isWhole);
        Assert.Equal(0, server.Finishing);
    }

    private static RawClient Ask(HttpServer server, string target)
    {
        RawClient client = new("127.0.0.1", server.EndPoint.Port);
        client.Send(RawClient.Get(target));
        return client;
    }
}
