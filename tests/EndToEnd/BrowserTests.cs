using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>The demo site in a real browser, which opens connections as it likes and is not asked how.</summary>
[Trait("Lane", "clients")]
public sealed class BrowserTests
{
    [Theory]
    [EveryEngine]
    public void The_demo_site_is_shown_without_a_fault(string engine)
    {
        using WeftProcess weft = StartDemo(engine);
        Assert.Equal("", Browse("visit.mjs", weft.Url.ToString(), Repository.PathTo("www")));
        weft.StopCleanly();
    }

    [Fact]
    public void One_thread_serves_six_who_ask_at_once_one_after_the_other()
    {
        using WeftProcess weft = StartDemo("single");
        (string[] servants, string sentence) = AskSixTimes(weft, "single", until: "one after the other");
        Assert.Single(servants.Distinct());
        Assert.StartsWith("single answered one after the other, on one thread: the last of the six waited ", sentence, StringComparison.Ordinal);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine(ServesMany = true)]
    public void The_others_serve_six_who_ask_at_once(string engine)
    {
        using WeftProcess weft = StartDemo(engine);
        (string[] servants, string sentence) = AskSixTimes(weft, engine, until: "all six at once");
        string kind = engine.StartsWith("process", StringComparison.Ordinal) ? "process" : "thread";
        Assert.All(servants, servant => Assert.Matches($@"^{kind} \d+$", servant));
        Assert.StartsWith($"{engine} answered all six at once, on ", sentence, StringComparison.Ordinal);
        if (engine is "thread" or "process")
        {
            Assert.Equal(6, servants.Distinct().Count());
            Assert.Contains(engine == "thread" ? "on six threads:" : "on six processes:", sentence, StringComparison.Ordinal);
        }
        weft.StopCleanly();
    }

    /// <summary>The folder of the demo site without --demo, and a page that was opened from the disk.</summary>
    [Fact]
    public void Where_nobody_can_be_asked_the_page_says_so()
    {
        using WeftProcess weft = WeftProcess.Start(Repository.PathTo("www"));
        string[] pages = [new Uri(weft.Url, "engines.html").ToString(), new Uri(Repository.PathTo("www/engines.html")).AbsoluteUri];
        foreach (string page in pages)
            Assert.Matches(@"^This needs a live server: [^\n]*\n$", Browse("ask.mjs", page, ""));
    }

    // A browser opens connections ahead, and says nothing on them: the one engine that waits must not wait long. Spares are
    // ready for all connections that it may open at once.
    private static WeftProcess StartDemo(string engine)
    {
        string[] patience = engine == "single" ? ["--timeout", "1"] : [];
        return WeftProcess.Start(["--demo", "-c", engine, "--spares", "8", .. patience]);
    }

    private static (string[] Servants, string Sentence) AskSixTimes(WeftProcess weft, string engine, string until)
    {
        string[] lines = Browse("ask.mjs", new Uri(weft.Url, "engines.html").ToString(), until).Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(engine, lines[0]);
        string[] servants = lines[2].Split(", ");
        Assert.Equal(6, servants.Length);
        return (servants, lines[1]);
    }

    /// <summary>Runs a script in the browser, and returns what it prints.</summary>
    private static string Browse(string script, params string[] arguments)
    {
        string driver = Repository.PathTo("artifacts/browser/node_modules/playwright-core");
        Assert.True(Directory.Exists(driver), $"{driver} is not there: run ./test, which installs it.");
        using TemporaryFolder scratch = new();
        Ended ended = WeftProcess.Run(
            ["env", $"TMPDIR={scratch.Path}", "node", Repository.PathTo($"tests/EndToEnd/Browser/{script}"), driver, .. arguments]);
        Assert.Equal("", ended.Errors);
        Assert.Equal(0, ended.ExitCode);
        return ended.Output;
    }
}
