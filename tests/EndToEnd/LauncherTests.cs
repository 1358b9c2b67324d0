using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary><c>./weft</c>: from anywhere, through a link, and then it is the program itself.</summary>
[Trait("Program", "both")]
public sealed class LauncherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LauncherTests() => File.CreateSymbolicLink(Launcher, Repository.PathTo("weft"));

    private string Launcher => _folder.PathTo("w eft");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_becomes_the_program()
    {
        using WeftProcess weft = WeftProcess.StartCommand(Launcher, "-p", "0", _folder.Path);
        Assert.Equal(Repository.Program, weft.Files.Program);
        weft.StopCleanly();
    }

    [Fact]
    public void It_passes_words_and_exit_codes_on()
    {
        Ended ended = WeftProcess.Run(Launcher, "--unknown option");
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("'--unknown option'", ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>.NET would take the number of a closed stream for something of its own, and the log would go there.</summary>
    [Theory]
    [InlineData("<&-")]
    [InlineData("2>&-")]
    [InlineData("<&- 2>&-")]
    public void Closed_standard_streams_do_no_harm(string closed)
    {
        using WeftProcess weft = WeftProcess.StartCommand("bash", "-c", $"exec \"$@\" {closed}", "bash", Launcher, "-v", "-p", "0", "--demo");
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/"));
        Assert.Equal(200, client.ReadReply().Status);
        weft.Signal(WeftProcess.Terminate);
        Assert.Equal(0, weft.End().ExitCode);
    }
}
