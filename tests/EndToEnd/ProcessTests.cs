using System.Diagnostics;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>SH-04 and SH-06: what dies takes only its own with it, and nobody outlives the parent.</summary>
[Trait("Program", "both")]
public sealed class ProcessTests : IDisposable
{
    private const int KillAtOnce = 9;

    private readonly TemporaryFolder _folder = new();

    public ProcessTests()
    {
        _folder.Write("a.txt", "hello\n");
        _folder.WriteSparse("large", 300_000_000);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_killed_worker_is_replaced_and_the_others_go_on()
    {
        using WeftProcess weft = Start("process-pool", "-w", "3");
        AssertServes(weft);
        int[] before = WaitForChildren(weft, 3);
        WeftProcess.SignalTo(before[0], KillAtOnce);
        for (int i = 0; i < 20; i++)
            AssertServes(weft);
        Eventually.Is(() => weft.Files.Children.Length == 3 && !weft.Files.Children.Contains(before[0]), "nobody replaces it");
        AssertServes(weft);
        StopAfterDeaths(weft);
    }

    [Fact]
    public void A_killed_child_is_one_clients_loss()
    {
        using WeftProcess weft = Start("process");
        using RawClient unlucky = weft.Connect();
        unlucky.Send(RawClient.Get("/large"));
        unlucky.ReadHead();
        using RawClient lucky = weft.Connect();
        lucky.Send(RawClient.Get("/large"));
        lucky.ReadHead();
        WeftProcess.SignalTo(weft.Files.FindChildServing(unlucky), KillAtOnce);
        Assert.True(unlucky.CountToEndOrReset() < 300_000_000);
        Assert.Equal(300_000_000, lucky.Skip(300_000_000));
        AssertServes(weft);
        lucky.Dispose();
        StopAfterDeaths(weft);
    }

    /// <summary>A process has one connection at most, so there are no more processes, spares included, than connections may be.</summary>
    [Fact]
    public void The_bound_of_connections_bounds_the_processes()
    {
        using WeftProcess weft = WeftProcess.Start("-c", "process", "--max-connections", "2", _folder.Path);
        Assert.Equal(2, ProcessFiles.Settled(() => weft.Files.Children.Length));
        weft.StopCleanly();
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process-pool")]
    public void Nobody_outlives_a_killed_parent(string engine)
    {
        using WeftProcess weft = Start(engine);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal(200, client.ReadReply().Status);
        ProcessFiles.Settled(() => weft.Files.Children.Length);
        int[] children = weft.Files.Children;
        Assert.NotEmpty(children);
        long start = Stopwatch.GetTimestamp();
        weft.Signal(KillAtOnce);
        weft.End();
        Eventually.Is(() => !children.Any(IsAlive), "a child lives on");
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        using WeftProcess again = WeftProcess.StartOn(weft.Url.Port, "-c", engine, _folder.Path);
        again.StopCleanly();
    }

    // A killed .NET process leaves the files of its diagnostics behind, if it has any.
    private WeftProcess Start(string engine, params string[] arguments) =>
        WeftProcess.StartUnder(["env", "DOTNET_EnableDiagnostics=0"], ["-c", engine, .. arguments, _folder.Path]);

    private static void AssertServes(WeftProcess weft)
    {
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/a.txt", "Connection: close\r\n"));
        Assert.Equal("hello\n"u8, client.ReadReply().Body);
    }

    // It may complain of the death, since that is amiss; it still ends well.
    private static void StopAfterDeaths(WeftProcess weft)
    {
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    private static int[] WaitForChildren(WeftProcess weft, int count)
    {
        int[] children = [];
        Eventually.Is(() => (children = weft.Files.Children).Length == count, "the children do not come");
        return children;
    }

    // One that has ended and not been reaped by whoever inherits it is not alive.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
