using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>The demo site in a real browser, which opens connections as it likes and is not asked how.</summary>
public sealed class BrowserTests
{
    [Theory]
    [EveryEngine]
    public void The_demo_site_is_shown_without_a_fault(string engine)
    {
        string driver = Repository.PathTo("artifacts/browser/node_modules/playwright-core");
        Assert.True(Directory.Exists(driver), $"{driver} is not there: run ./test, which installs it.");
        // A browser opens connections ahead, and says nothing on them: the one engine that waits must not wait long.
        string[] patience = engine == "single" ? ["--timeout", "1"] : [];
        using WeftProcess weft = WeftProcess.Start(["--demo", "-c", engine, .. patience]);
        using TemporaryFolder scratch = new();
        Ended visit = WeftProcess.Run(
            "env", $"TMPDIR={scratch.Path}", "node", Repository.PathTo("tests/EndToEnd/Browser/visit.mjs"), driver,
            weft.Url.ToString(), Repository.PathTo("www"));
        Assert.Equal("", visit.Output);
        Assert.Equal("", visit.Errors);
        Assert.Equal(0, visit.ExitCode);
        weft.StopCleanly();
    }
}
