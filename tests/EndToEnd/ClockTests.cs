using System.Globalization;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// The wall clock is set while the server runs. faketime(1) stands between it and the system's clock: a file says how far
/// that is off, and is read whenever somebody asks for the time. The monotonic clock is left alone, as the kernel does.
/// </summary>
public sealed class ClockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _clock = new();
    private readonly string _file;

    public ClockTests()
    {
        _file = _folder.Write("a.txt", "hello\n");
        Set("+0");
    }

    /// <summary>A day on, a day back, and back to 1970, where a machine without a battery begins.</summary>
    public static IEnumerable<string> Jumps => ["+1d", "-1d", "@1970-01-02 00:00:00"];

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
        foreach (string jump in Jumps)
        {
            Set(jump);
            DateTime now = jump[0] == '@' ? new DateTime(1970, 1, 2) : DateTime.UtcNow.AddDays(jump == "+1d" ? 1 : -1);
            (DateTime date, Reply reply) = Get(client);
            Assert.InRange(date, now.AddMinutes(-1), now.AddMinutes(1));
            Assert.Equal(date.AddHours(12), Parse(reply["Expires"]));
            Assert.InRange(Parse(reply["Last-Modified"]), DateTime.UnixEpoch, date);
            // A request that has begun goes on as if nothing had happened.
            string request = RawClient.Get("/a.txt");
            client.Send(request[..20]);
            Set("+0");
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
        foreach (string jump in Jumps)
        {
            using RawClient client = weft.Connect();
            // Half a request behind a whole one: there is no moment in which the connection is idle.
            client.Send(RawClient.Get("/a.txt") + "GET /a.txt HT");
            Assert.Equal(200, client.ReadReply().Status);
            Set(jump);
            Assert.Equal(408, client.ReadReply().Status);
            Assert.Empty(client.ReadToEnd());
            Set("+0");
        }
        weft.StopCleanly();
    }

    // Replaced at one stroke: it is read at any time.
    private void Set(string offset) => File.Move(_clock.Write("next", offset + "\n"), _clock.PathTo("offset"), overwrite: true);

    private WeftProcess Start(params string[] arguments)
    {
        string library = Directory.GetDirectories("/usr/lib", "*-linux-gnu")
            .Select(folder => Path.Combine(folder, "faketime", "libfaketime.so.1")).First(File.Exists);
        string[] wrapper =
        [
            "env", $"FAKETIME_TIMESTAMP_FILE={_clock.PathTo("offset")}", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "NO_FAKE_STAT=1", "TZ=UTC", $"LD_PRELOAD={library}",
        ];
        return WeftProcess.StartUnder(wrapper, [.. arguments, _folder.Path]);
    }

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
