using System.Diagnostics;
using Weft.Bench;
using Weft.Bench.Measuring;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

[Trait("Lane", "bench")]
public sealed class ServerTests : IDisposable
{
    private static readonly Workspace Here = Workspace.Open(output: null, isFull: true);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task It_answers_once_it_is_started_and_is_gone_once_it_is_disposed_of(string engine)
    {
        Server server = await WeftServer.StartAsync(Here, engine, Here.Site, "/page.html", CancellationToken.None);
        IReadOnlyList<int> processes;
        await using (server)
        {
            using HttpClient client = new();
            Assert.Equal(1024, (await client.GetByteArrayAsync(new Uri(server.Url, "page.html"))).Length);
            processes = server.Tree.Processes();
            Assert.NotEqual(TimeSpan.Zero, server.FirstAnswer);
            // The kernel counts in ticks of 10 ms, and one answer takes far less.
            for (int asked = 0; asked < 100_000 && server.Tree.CpuSeconds() < 0.01; asked++)
                await client.GetByteArrayAsync(new Uri(server.Url, "page.html"));
            Assert.InRange(server.Tree.CpuSeconds(), 0.01, 60);
        }
        Assert.Equal(engine == "process", processes.Count > 1);
        Assert.All(processes, process => Assert.False(ProcessStat.Read(process) is { HasEnded: false }));
    }

    [Fact]
    public async Task One_that_cannot_start_is_told_of_with_its_own_words()
    {
        string script = _folder.WriteScript("server", "echo cannot bind >&2; exit 4");
        BenchException refusal = await Assert.ThrowsAsync<BenchException>(() => StartAsync(_ => new ToolCommand(script)));
        Assert.Equal("thing has ended by itself with 4: cannot bind", refusal.Message);
    }

    /// <summary>Its root dies, and a child that serves on is found all the same.</summary>
    [Fact]
    public async Task One_that_crashes_leaves_nobody()
    {
        string script = _folder.WriteScript("server", $"{Here.Weft} -q -p $1 {Here.Site} & wait");
        await using Server server = await StartAsync(port => Command(script, port));
        using (var root = Process.GetProcessById(server.Tree.Root))
        {
            root.Kill();
            await root.WaitForExitAsync();
        }
        IReadOnlyList<int> orphans = server.Tree.Processes();
        Assert.Single(orphans);
        BenchException crash = await Assert.ThrowsAsync<BenchException>(server.EnsureAliveAsync);
        Assert.StartsWith("thing has ended by itself with 137", crash.Message, StringComparison.Ordinal);
        await server.DisposeAsync();
        Assert.Empty(server.Tree.Processes());
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nobody()
    {
        using CancellationTokenSource cancel = new();
        string script = _folder.WriteScript("server", $"echo $$ > {_folder.PathTo("id")}; exec sleep 1000");
        Task<Server> start = StartAsync(_ => new ToolCommand(script), cancel.Token);
        string id;
        do
        {
            await Task.Delay(5);
            id = File.Exists(_folder.PathTo("id")) ? (await File.ReadAllTextAsync(_folder.PathTo("id"))).Trim() : "";
        }
        while (id.Length == 0);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
        Assert.False(Path.Exists($"/proc/{id}"));
    }

    private static Task<Server> StartAsync(Func<int, ToolCommand> commandOn, CancellationToken cancel = default) =>
        Server.StartAsync("thing", commandOn, "/", cancel);

    private static ToolCommand Command(string script, int port) => new(script, $"{port}");
}
