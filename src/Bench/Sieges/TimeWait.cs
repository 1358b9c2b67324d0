using System.Globalization;

namespace Weft.Bench.Sieges;

/// <summary>
/// Sockets that are closed and wait for stragglers. A connection for each page leaves one behind, for a minute; whether a
/// port is free again before that is a setting of the kernel.
/// </summary>
internal static class TimeWait
{
    /// <summary>How many there were, under this name in a cell.</summary>
    public const string Before = "time-wait-sockets-before", After = "time-wait-sockets-after";

    /// <summary>How many ports a client can have, under this name in a cell.</summary>
    public const string Ports = "ephemeral-ports";

    /// <summary>The kernel's net.ipv4.tcp_tw_reuse, under this name in a cell: 0 never, 1 always, 2 on loopback.</summary>
    public const string Reuse = "tcp-tw-reuse";

    /// <summary>How many there are now.</summary>
    public static double Count()
    {
        string[] words = File.ReadLines("/proc/net/sockstat").First(line => line.StartsWith("TCP:", StringComparison.Ordinal)).Split(' ');
        return Number(words[Array.IndexOf(words, "tw") + 1]);
    }

    public static double EphemeralPorts()
    {
        string[] range = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Trim().Split('\t');
        return Number(range[1]) - Number(range[0]) + 1;
    }

    public static double ReuseSetting() => Number(File.ReadAllText("/proc/sys/net/ipv4/tcp_tw_reuse").Trim());

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
