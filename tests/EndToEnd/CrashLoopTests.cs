using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>SH-05: children that die before they are ready are started again with growing pauses, and not for ever.</summary>
public sealed class CrashLoopTests : IDisposable
{
    // As many deaths in a row end a server that has nobody to serve.
    private const int MostDeaths = 6;

    private readonly TemporaryFolder _folder = new();
    private readonly FragileChildren _children = new();

    public CrashLoopTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose()
    {
        _children.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("process")]
    [InlineData("process-pool")]
    public void A_server_whose_children_all_die_says_so_and_ends(string engine)
    {
        _children.Break();
        Ended ended = WeftProcess.Run([.. _children.Wrapper, Repository.Program, "-p", "0", "-c", engine, "-w", "2", _folder.Path]);
        Assert.Equal(1, ended.ExitCode);
        string[] lines = ended.Errors.TrimEnd('\n').Split('\n');
        Assert.All(lines[..^1], line => Assert.Matches(Death, line));
        Assert.Equal($"weft: no child process can be started; the last of {MostDeaths} attempts: exit code {FragileChildren.ExitCode}", lines[^1]);
        Assert.Equal(MostDeaths, lines.Length - 1);
        // Those that were started together with the last one may have died unheard.
        Assert.InRange(_children.Deaths, MostDeaths, MostDeaths + 4);
    }

    /// <summary>One that serves holds the server up; and once the cause is mended, everything is as it was.</summary>
    [Theory]
    [InlineData("process")]
    [InlineData("process-pool")]
    public void A_crash_loop_that_ends_is_got_over(string engine)
    {
        using WeftProcess weft = WeftProcess.StartUnder(_children.Wrapper, "-c", engine, "-w", "4", "--spares", "3", _folder.Path);
        using RawClient witness = weft.Connect();
        AssertServed(witness);
        Eventually.Is(() => weft.Files.Children.Length == 4, "the children do not come");
        int serving = weft.Files.FindChildServing(witness);

        _children.Break();
        foreach (int child in weft.Files.Children.Where(child => child != serving))
            WeftProcess.SignalTo(child, 9);
        Eventually.Is(() => _children.Deaths >= MostDeaths, "they are not started again");
        AssertServed(witness);

        _children.Mend();
        Eventually.Is(() => weft.Files.Children.Length == 4, "they do not come back");
        Assert.Equal(4, ProcessFiles.Settled(() => weft.Files.Children.Length));
        AssertServed(witness);
        WeftProcess.SignalTo(serving, 9);
        Assert.Equal(0, witness.CountToEndOrReset());
        using (RawClient client = weft.Connect())
            AssertServed(client);
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.All(
            ended.Errors.TrimEnd('\n').Split('\n'),
            line => Assert.Matches($@"{Death}|^weft: process \d+ has died(?: before it was ready)?: killed by signal 9$", line));
    }

    private static string Death => $@"^weft: process \d+ has died before it was ready: exit code {FragileChildren.ExitCode}$";

    private static void AssertServed(RawClient client)
    {
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal("hello\n"u8, client.ReadReply().Body);
    }
}
