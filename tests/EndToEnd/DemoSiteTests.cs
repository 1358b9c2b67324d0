using System.Text.Json;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>The one live answer of the demo site: who serves, and who waits for whom.</summary>
public sealed class DemoSiteTests
{
    private const int Hold = 300;

    private sealed record Said(string Engine, string ServedBy, long Hold, long Time)
    {
        /// <summary>Whether both were held back at the same moment, by the clock of the machine.</summary>
        public bool Overlaps(Said other) => Math.Abs(Time - other.Time) < Hold * 1000;
    }

    [Theory]
    [EveryEngine]
    public void It_says_who_serves(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("--demo", "-c", engine);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/engine"));
        Reply reply = client.ReadReply();
        Assert.Equal(200, reply.Status);
        Assert.Equal("application/json", reply["Content-Type"]);
        Assert.Equal("no-store", reply["Cache-Control"]);
        Said said = Read(reply);
        Assert.Equal((engine, 0), (said.Engine, said.Hold));
        Assert.Matches(engine.StartsWith("process", StringComparison.Ordinal) ? @"^process \d+$" : @"^thread \d+$", said.ServedBy);

        client.Send("HEAD /engine HTTP/1.1\r\nHost: test\r\n\r\n");
        Reply head = client.ReadReply(isToHead: true);
        Assert.Equal((200, "no-store"), (head.Status, head["Cache-Control"]));
        Assert.InRange(int.Parse(head["Content-Length"]!, null), 40, 200);
    }

    /// <summary>Everything else is the folder's.</summary>
    [Theory]
    [EveryEngine]
    public void The_files_are_served_beside_it(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("--demo", "-c", engine);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/page.html") + RawClient.Get("/engine/"));
        Assert.Equal(File.ReadAllBytes(Repository.PathTo("www/page.html")), client.ReadReply().Body);
        Assert.Equal(404, client.ReadReply().Status);
    }

    /// <summary>A folder is a folder, also that of the demo site: a file of it says that nobody is there to ask.</summary>
    [Fact]
    public void Nothing_is_live_unless_it_is_asked_for()
    {
        using WeftProcess weft = WeftProcess.Start(Repository.PathTo("www"));
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/engine"));
        Assert.Equal("{\"engine\":null}\n"u8, client.ReadReply().Body);
    }

    [Theory]
    [InlineData("hold=", 400)]
    [InlineData("hold=1001", 400)]
    [InlineData("hold=-1", 400)]
    [InlineData("hold=+1", 400)]
    [InlineData("hold=1.5", 400)]
    [InlineData("hold=99999999999999999999", 400)]
    [InlineData("ask=1&hold=x", 400)]
    [InlineData("ask=1&hold=1", 200)]
    [InlineData("hold=0", 200)]
    [InlineData("holding=x", 200)]
    [InlineData("", 200)]
    public void A_hold_has_its_bounds(string query, int status)
    {
        using WeftProcess weft = WeftProcess.Start("--demo");
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get($"/engine?{query}"));
        Assert.Equal(status, client.ReadReply().Status);
    }

    /// <summary>The clock is the machine's, and one answer is held back after the other.</summary>
    [Fact]
    public void A_single_server_answers_one_after_the_other()
    {
        using WeftProcess weft = WeftProcess.Start("--demo", "-c", "single");
        Said[] said = AskSixTimes(weft);
        Assert.Single(said.Select(each => each.ServedBy).Distinct());
        Assert.Equal(said.OrderBy(each => each.Time), said);
        Assert.All(said.Zip(said.Skip(1)), pair => Assert.False(pair.First.Overlaps(pair.Second)));
        weft.StopCleanly();
    }

    /// <summary>
    /// All six are held back at the same moment. A machine that is busy elsewhere may let one of them begin late, so they
    /// ask until it is so; under an engine that serves one after the other it never is.
    /// </summary>
    [Theory]
    [EveryEngine(ServesMany = true)]
    public void The_others_answer_six_at_once(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("--demo", "-c", engine, "-w", "2", "--spares", "6");
        Said[] said = [];
        Eventually.Is(
            () => (said = AskSixTimes(weft)).All(each => said.All(each.Overlaps)),
            "six who ask at once are never answered at once");
        int servants = said.Select(each => each.ServedBy).Distinct().Count();
        if (engine is "thread" or "process")
            Assert.Equal(6, servants);
        else if (engine != "async")
            Assert.InRange(servants, 1, 2);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void Whoever_is_held_back_is_answered_when_the_server_stops(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("--demo", "-c", engine);
        using RawClient client = weft.Connect();
        // The first answer proves that the connection is served; behind it the second request has been received as well.
        client.Send(RawClient.Get("/engine") + RawClient.Get("/engine?hold=1000"));
        Assert.Equal(200, client.ReadReply().Status);
        weft.StopCleanly();
        Reply last = client.ReadReply();
        Assert.Equal(200, last.Status);
        Assert.True(last.SaysClose);
        Assert.Equal(1000, Read(last).Hold);
    }

    private static Said[] AskSixTimes(WeftProcess weft)
    {
        RawClient[] clients = [.. Enumerable.Range(0, 6).Select(_ => weft.Connect())];
        foreach (RawClient client in clients)
            client.Send(RawClient.Get($"/engine?hold={Hold}", "Connection: close\r\n"));
        Said[] said = [.. clients.Select(client => Read(client.ReadReply()))];
        foreach (RawClient client in clients)
            client.Dispose();
        return said;
    }

    private static Said Read(Reply reply)
    {
        using JsonDocument document = JsonDocument.Parse(reply.Body);
        JsonElement said = document.RootElement;
        return new Said(
            said.GetProperty("engine").GetString()!, said.GetProperty("servedBy").GetString()!,
            said.GetProperty("hold").GetInt64(), said.GetProperty("time").GetInt64());
    }
}
