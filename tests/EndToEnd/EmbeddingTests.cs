using Weft.Cli;
using Weft.Content;
using Weft.Http;
using Weft.Server;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>SH-10: an application that starts and stops servers in its own process.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EmbeddingTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose() => _folder.Dispose();

    /// <summary>A hundred times, and twenty where each time starts a process.</summary>
    [Theory]
    [EveryEngine]
    public void Starting_and_stopping_leaves_nothing_behind(string engine)
    {
        int times = engine.StartsWith("process", StringComparison.Ordinal) ? 20 : 100;
        ProcessFiles here = new(Environment.ProcessId);
        // What the runtime loads and starts when it is first needed, it keeps.
        StartAndStop(engine, 10);
        int descriptors = ProcessFiles.Settled(() => here.Descriptors);
        int threads = ProcessFiles.Settled(() => here.Threads);
        int children = here.Children.Length;

        StartAndStop(engine, times);

        ProcessFiles.AssertComesBackTo(children, () => here.Children.Length, "children");
        ProcessFiles.AssertComesBackTo(descriptors + 4, () => here.Descriptors, "descriptors");
        // The pool of the runtime, which the test itself runs on, may have grown a little.
        ProcessFiles.AssertComesBackTo(threads + 4, () => here.Threads, "threads");
    }

    /// <summary>Where the system cannot hand a folder over, children open it by its name.</summary>
    [Theory]
    [InlineData("process")]
    [InlineData("process-pool")]
    public void A_folder_that_is_not_handed_over_is_opened_by_its_name(string engine) => ServeOnce(engine, handsOver: false);

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Bounds_are_at_least_one(ServerOptions options) =>
        Assert.Throws<ArgumentException>(() => new HttpServer(options, static (in Request _, ref Response _) => { }));

    public static TheoryData<ServerOptions> OutOfRange() =>
    [
        new ServerOptions { Workers = 0 }, new ServerOptions { Spares = 0 }, new ServerOptions { MaxProcesses = 0 },
        new ServerOptions { MaxConnections = 0 }, new ServerOptions { MaxConnectionsPerAddress = 0 },
    ];

    private void StartAndStop(string engine, int times)
    {
        for (int i = 0; i < times; i++)
            ServeOnce(engine);
    }

    private void ServeOnce(string engine, bool handsOver = true)
    {
        Settings settings = new() { Server = new ServerOptions { Port = 0, Engine = engine, Workers = 1, Spares = 1 } };
        using StaticFiles site = new(_folder.Path);
        ChildCommand child = ChildArguments.Command(settings, _folder.Path, handsOver ? site.Folder : null);
        using HttpServer server = new(settings.Server with { Child = child }, site.Answer);
        server.Listen();
        bool isWhole = false;
        Thread serving = new(() => isWhole = server.Run());
        serving.Start();
        using (RawClient client = new("127.0.0.1", server.EndPoint.Port))
        {
            client.Send(RawClient.Get("/a.txt"));
            Assert.Equal(200, client.ReadReply().Status);
        }
        server.Drain();
        Assert.True(serving.Join(WeftProcess.Patience), "it does not end");
        Assert.True(isWhole);
    }
}
