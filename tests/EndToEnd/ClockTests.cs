using System.Globalization;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// The wall clock is set while the server runs: its dates follow, and nothing that lasts does. That the core tells the two
/// clocks apart is tested in memory; here, that everything around it does.
/// </summary>
public sealed class ClockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MovableClock _clock = new();
    private readonly string _file;

    public ClockTests() => _file = _folder.Write("a.txt", "hello\n");

    /// <summary>A day on, a day back, and back to 1970, where a machine without a battery begins.</summary>
    private static TimeSpan[] Jumps => [TimeSpan.FromDays(1), TimeSpan.FromDays(-1), DateTime.UnixEpoch.AddDays(1) - DateTime.UtcNow];

    public void Dispose()
    {
        _clock.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [EveryEngine]
    public void Dates_follow_a_clock_that_is_set_and_connections_do_not_notice(string engine)
    {
        using WeftProcess weft = Start("-c", engine);
        using RawClient client = weft.Connect();
        DateTime modified = File.GetLastWriteTimeUtc(_file);
        // So that the server keeps it in memory, and its date with it.
        Eventually.Is(() => DateTime.UtcNow - modified > TimeSpan.FromSeconds(0.3), "time stands still");
        Assert.InRange(Get(client).Date, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        foreach (TimeSpan jump in Jumps)
        {
            _clock.Set(jump);
            DateTime now = DateTime.UtcNow + jump;
            (DateTime date, Reply reply) = Get(client);
            Assert.InRange(date, now.AddMinutes(-1), now.AddMinutes(1));
            Assert.Equal(date.AddHours(12), Parse(reply["Expires"]));
            Assert.InRange(Parse(reply["Last-Modified"]), DateTime.UnixEpoch, date);
            // A request that has begun goes on as if nothing had happened.
            string request = RawClient.Get("/a.txt");
            client.Send(request[..20]);
            _clock.Set(TimeSpan.Zero);
            client.Send(request[20..]);
            Assert.Equal(200, client.ReadReply().Status);
        }
        client.Dispose();
        weft.StopCleanly();
    }

    /// <summary>Patience is measured on the other clock: on this one it would end a day ago, or in half a century.</summary>
    [Theory]
    [EveryEngine]
    public void Patience_ends_when_it_would_have(string engine)
    {
        using WeftProcess weft = Start("-c", engine, "--timeout", "0.5");
        foreach (TimeSpan jump in Jumps)
        {
            using RawClient client = weft.Connect();
            // Half a request behind a whole one: there is no moment in which the connection is idle.
            client.Send(RawClient.Get("/a.txt") + "GET /a.txt HT");
            Assert.Equal(200, client.ReadReply().Status);
            _clock.Set(jump);
            Assert.Equal(408, client.ReadReply().Status);
            Assert.Empty(client.ReadToEnd());
            _clock.Set(TimeSpan.Zero);
        }
        weft.StopCleanly();
    }

    private WeftProcess Start(params string[] arguments) => WeftProcess.StartUnder(_clock.Wrapper, [.. arguments, _folder.Path]);

    private static (DateTime Date, Reply Reply) Get(RawClient client)
    {
        client.Send(RawClient.Get("/a.txt"));
        Reply reply = client.ReadReply();
        Assert.Equal("hello\n"u8, reply.Body);
        return (Parse(reply["Date"]), reply);
    }

    private static DateTime Parse(string? date) =>
        DateTime.ParseExact(date!, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
