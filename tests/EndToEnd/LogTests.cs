using System.Globalization;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>OS-03 and SH-09: the log is one safe line per request, and nothing that happens to it stops the server.</summary>
public sealed class LogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public LogTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void A_verbose_server_writes_a_line_per_request(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("--verbose", "-c", engine, _folder.Path);
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/a.txt") + RawClient.Get("/none?q=\"\\"));
            Assert.Equal(200, client.ReadReply().Status);
            Assert.Equal(404, client.ReadReply().Status);
        }
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        string[] lines = ended.Errors.Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^weft \d+\.\d+\.\d+ \((?:native|ready-to-run)\), \.NET 10\.\d+\.\d+$", lines[0]);
        Assert.Matches(Line("GET /a\\.txt HTTP/1\\.1", 200), lines[1]);
        Assert.Matches(Line(@"GET /none\?q=\\x22\\x5C HTTP/1\.1", 404), lines[2]);
        Assert.Equal("", lines[3]);
    }

    /// <summary>The time of day is that of the place where the server runs.</summary>
    [Theory]
    [EveryEngine]
    public void The_log_tells_the_local_time(string engine)
    {
        using TemporaryFolder zones = new();
        File.WriteAllBytes(zones.PathTo("late"), FourteenHoursAhead());
        using WeftProcess weft = WeftProcess.StartUnder(["env", $"TZ={zones.PathTo("late")}"], "-v", "-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        TimeSpan before = DateTime.UtcNow.AddHours(14).TimeOfDay;
        client.Send(RawClient.Get("/a.txt"));
        client.ReadReply();
        client.Dispose();
        weft.Signal(WeftProcess.Terminate);
        string line = weft.End().Errors.Split('\n')[1];
        TimeSpan told = TimeSpan.Parse(line[..12], CultureInfo.InvariantCulture);
        // The line tells whole milliseconds. It may have been midnight in between.
        double minutes = (told + TimeSpan.FromMilliseconds(1) - before + TimeSpan.FromDays(1)).TotalMinutes % TimeSpan.FromDays(1).TotalMinutes;
        Assert.InRange(minutes, 0, 5);
    }

    [Theory]
    [EveryEngine]
    public void A_silent_server_writes_nothing(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using (RawClient client = weft.Connect())
        {
            client.Send(RawClient.Get("/a.txt") + RawClient.Get("/none") + "nonsense\r\n\r\n");
            client.Finish();
            client.ReadToEnd();
        }
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    [Trait("Vulnerability", "CVE-2009-4487")]
    [Trait("Vulnerability", "CVE-2009-4490")]
    [Trait("Vulnerability", "CVE-2009-4491")]
    public void What_comes_in_cannot_write_the_log(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-v", "-c", engine, _folder.Path);
        foreach (string target in (string[])["/\x1b[2J", "/\xff", "/\x7f"])
        {
            using RawClient client = weft.Connect();
            client.Send(RawClient.Get(target));
            Assert.Equal(400, client.ReadReply().Status);
        }
        weft.Signal(WeftProcess.Terminate);
        Ended ended = weft.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("/\\x1B[2J HTTP/1.1\" 400 ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("/\\xFF HTTP/1.1\" 400 ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("/\\x7F HTTP/1.1\" 400 ", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(ended.Errors, character => character is not '\n' and (< ' ' or > '~'));
    }

    [Theory]
    [InlineData("exec \"$@\" 2>/dev/full")]
    [InlineData("exec \"$@\" 2> >(exit)")]
    [InlineData("exec \"$@\" <&-")]
    public void A_log_that_nobody_can_write_stops_nothing(string wrapper)
    {
        foreach (string engine in Server.HttpServer.EngineNames)
        {
            using WeftProcess weft = WeftProcess.StartUnder(["bash", "-c", wrapper, "bash"], "-v", "-c", engine, _folder.Path);
            using RawClient client = weft.Connect();
            for (int i = 0; i < 20; i++)
            {
                client.Send(RawClient.Get("/a.txt"));
                Assert.Equal(200, client.ReadReply().Status);
            }
            weft.Signal(WeftProcess.Terminate);
            Assert.Equal(0, weft.End().ExitCode);
        }
    }

    // The whole of tzfile(5): a head with six counts, one kind of local time, its name.
    private static byte[] FourteenHoursAhead() =>
    [
        .. "TZif"u8, .. new byte[16],
        .. new byte[16], 0, 0, 0, 1, 0, 0, 0, 4,
        0, 0, 0xC4, 0xE0, 0, 0,
        .. "+14\0"u8,
    ];

    // 14:03:27.512 [68, thread 6] 127.0.0.1:40312 "GET / HTTP/1.1" 200 1532 bytes 0.41 ms
    private static string Line(string request, int status) => string.Create(
        CultureInfo.InvariantCulture,
        $@"^\d\d:\d\d:\d\d\.\d\d\d \[\d+, [a-z]+ \d+\] 127\.0\.0\.1:\d+ ""{request}"" {status} \d+ bytes \d+\.\d\d ms$");
}
