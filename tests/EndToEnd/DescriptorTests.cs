using System.Globalization;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>CN-13: a server that is out of descriptors rests, serves whom it has, and recovers.</summary>
public sealed class DescriptorTests : IDisposable
{
    // .NET itself has some seventy open, two for each of its libraries, and does not start with 64.
    private const int Limit = 128;
    private const int Clients = 200;

    private static readonly string Bounds = string.Create(CultureInfo.InvariantCulture, $"--nofile={Limit}:{Limit}");

    /// <summary>How long a server that should do nothing is watched doing it, and how much of it may be work.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostWork = Moment / 5;

    private readonly TemporaryFolder _folder = new();

    public DescriptorTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void CN_13_More_clients_than_descriptors_wait(string engine)
    {
        using WeftProcess weft = WeftProcess.StartUnder(["prlimit", Bounds], "-c", engine, "--max-connections", "1000", _folder.Path);
        AssertRestsAndRecovers(weft, engine);
    }

    /// <summary>What a server has counted on at its start can be taken from it while it runs.</summary>
    [Theory]
    [EveryEngine]
    public void CN_13_A_limit_that_is_lowered_is_kept(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        ProcessFiles.Settled(() => weft.Files.Children.Length);
        foreach (int process in weft.Files.Children.Append(weft.Id))
            Assert.Equal(0, WeftProcess.Run("prlimit", "--pid", process.ToString(CultureInfo.InvariantCulture), Bounds).ExitCode);
        AssertRestsAndRecovers(weft, engine);
    }

    private static void AssertRestsAndRecovers(WeftProcess weft, string engine)
    {
        string request = RawClient.Get("/a.txt");
        using RawClient first = weft.Connect();
        first.Send(request[..20]);
        RawClient[] others = [.. Enumerable.Range(0, Clients).Select(_ => weft.Connect())];
        ProcessFiles.Settled(() => weft.Files.Descriptors);
        TimeSpan before = weft.Files.ProcessorTime;
        Thread.Sleep(Moment);
        Assert.InRange(weft.Files.ProcessorTime - before, TimeSpan.Zero, MostWork);
        first.Send(request[20..]);
        Assert.Equal("hello\n"u8, first.ReadReply().Body);

        Array.ForEach(others, client => client.Dispose());
        for (int i = 0; i < 20; i++)
        {
            using RawClient client = weft.Connect();
            client.Send(request);
            Assert.Equal("hello\n"u8, client.ReadReply().Body);
        }
        // Whoever accepts says it once: each worker, or the one process. A single server has one descriptor for its one client.
        int[] acceptors = engine == "process-pool" ? weft.Files.Children : [weft.Id];
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        string[] lines = ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal("weft: out of file descriptors: new connections wait", line));
        Assert.InRange(lines.Length, engine == "single" ? 0 : 1, engine == "single" ? 0 : acceptors.Length);
    }
}
