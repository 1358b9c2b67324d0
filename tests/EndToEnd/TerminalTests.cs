using System.Net;
using System.Net.Sockets;
using Weft.Cli;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>What somebody sees who sits at a terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private const long Large = 300_000_000;

    private readonly TemporaryFolder _folder = new();

    public TerminalTests()
    {
        _folder.Write("a.txt", "hello\n");
        _folder.WriteSparse("large", Large);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void Ctrl_C_says_how_many_are_still_being_served(string engine)
    {
        using Terminal terminal = Terminal.Start("TERM=xterm", "-c", engine, _folder.Path);
        using RawClient idle = Ask(terminal.Url, "/a.txt");
        idle.ReadReply();
        using RawClient first = Ask(terminal.Url, "/large");
        first.ReadHead();
        using RawClient second = Ask(terminal.Url, "/large");
        if (engine != "single")
            second.ReadHead();
        terminal.PressCtrlC();
        terminal.WaitFor("Finishing 2 answers; Ctrl-C again ends at once.");
        first.Dispose();
        terminal.WaitFor("Finishing 1 answer; Ctrl-C again ends at once.");
        terminal.PressCtrlC();
        Assert.Equal(130, terminal.End());
        Assert.Contains("Stopped, and cut what was in progress.", terminal.Shown, StringComparison.Ordinal);
        Assert.Equal(2, terminal.Shown.Split("Finishing").Length - 1);
    }

    [Theory]
    [EveryEngine]
    public void Ctrl_C_says_nothing_of_nobody(string engine)
    {
        using Terminal terminal = Terminal.Start("TERM=xterm", "-c", engine, _folder.Path);
        using RawClient idle = Ask(terminal.Url, "/a.txt");
        idle.ReadReply();
        terminal.PressCtrlC();
        Assert.Equal(0, terminal.End());
        Assert.Contains("Stopped.", terminal.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Finishing", terminal.Shown, StringComparison.Ordinal);
    }

    [Theory]
    [EveryEngine]
    public void The_log_is_coloured_where_somebody_looks(string engine)
    {
        string[] lines = Log("TERM=xterm", engine);
        Assert.Matches(@"\e\[2m\d\d:\d\d:\d\d\.\d\d\d\e\[0m \[.* ""GET /a.txt HTTP/1.1"" \e\[32m200\e\[0m \d+ bytes", lines[0]);
        Assert.Matches(@" ""GET /x\\x1B\[31m HTTP/1.1"" \e\[33m400\e\[0m \d+ bytes", lines[1]);
    }

    [Theory]
    [InlineData("TERM=dumb", "thread")]
    [InlineData("TERM=dumb", "process")]
    [InlineData("TERM=xterm NO_COLOR=1", "thread")]
    [InlineData("TERM=xterm NO_COLOR=1", "process-pool")]
    public void The_log_is_plain_where_that_is_wanted(string variables, string engine) =>
        Assert.All(Log(variables, engine), line => Assert.DoesNotContain('\e', line));

    [Fact]
    public void A_server_for_all_addresses_shows_those_that_others_reach()
    {
        using Terminal terminal = Terminal.Start("TERM=xterm", "-b", "0.0.0.0", _folder.Path);
        string port = terminal.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"http://127.0.0.1:{port}/ serves {_folder.Path}", terminal.Shown, StringComparison.Ordinal);
        string[] others = [.. terminal.Shown.Split('\n').Where(line => line.Contains("for other devices", StringComparison.Ordinal))];
        if (AddressTowardsTheNetwork() is { } address)
            Assert.Contains($"http://{address}:{port}/ for other devices on the network", others);
        Assert.Equal(others.Length == 0, terminal.Shown.Contains("No other device can reach it", StringComparison.Ordinal));
        foreach (string line in others)
            Assert.Equal("hello\n", WeftProcess.Run("curl", "-sS", $"{line.Split(' ')[0]}a.txt").Output);
        terminal.PressCtrlC();
        Assert.Equal(0, terminal.End());
    }

    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:80/ serves /\nEngine: x. Stop: Ctrl-C.")]
    [InlineData("198.51.100.1", "http://198.51.100.1:80/ serves /\nhttp://198.51.100.1:80/ for other devices on the network\nEngine: x. Stop: Ctrl-C.")]
    public void A_server_for_one_address_shows_that_one(string address, string banner)
    {
        IPAddress bound = IPAddress.Parse(address);
        Assert.Equal(banner, Banner.Text(new IPEndPoint(bound, 80), NetworkAddresses.Reaching(bound), "/", "x"));
    }

    [Fact]
    public void Without_a_network_the_banner_says_that_nobody_can_reach_it() => Assert.Equal(
        "http://127.0.0.1:80/ serves /\nNo other device can reach it: this machine has no address on a network.\nEngine: x. Stop: Ctrl-C.",
        Banner.Text(new IPEndPoint(IPAddress.Any, 80), [], "/", "x"));

    [Fact]
    public void Only_addresses_that_work_from_elsewhere_are_shown()
    {
        IPAddress[] all = [.. ((string[])["::1", "2001:db8::1", "127.0.0.1", "fe80::1%1", "169.254.7.7", "192.0.2.7", "fd00::7", "192.0.2.7"]).Select(IPAddress.Parse)];
        Assert.Equal("192.0.2.7", string.Join(' ', NetworkAddresses.Choose(all, withIPv6: false)));
        Assert.Equal("192.0.2.7 2001:db8::1 fd00::7", string.Join(' ', NetworkAddresses.Choose(all, withIPv6: true)));
    }

    // The address from which this machine would speak to another; nothing is sent. Null without a network.
    private static IPAddress? AddressTowardsTheNetwork()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(IPAddress.Parse("198.51.100.1"), 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private string[] Log(string variables, string engine)
    {
        using Terminal terminal = Terminal.Start(variables, "-v", "-c", engine, _folder.Path);
        using (RawClient client = Ask(terminal.Url, "/a.txt"))
            client.ReadReply();
        using (RawClient client = Ask(terminal.Url, "/x\e[31m"))
            client.ReadReply();
        terminal.WaitFor("GET /a.txt");
        terminal.WaitFor("GET /x");
        terminal.PressCtrlC();
        Assert.Equal(0, terminal.End());
        // Two processes may write theirs in any order.
        string[] shown = terminal.Shown.Split('\n');
        return [.. ((string[])["GET /a.txt ", "GET /x"]).Select(request => shown.Single(line => line.Contains(request, StringComparison.Ordinal)))];
    }

    private static RawClient Ask(Uri url, string target)
    {
        RawClient client = new(url.Host, url.Port);
        client.Send(RawClient.Get(target));
        return client;
    }
}
