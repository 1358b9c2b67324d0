using System.Net;
using System.Net.Sockets;

namespace Weft.Cli;

/// <summary>What somebody who starts the server at a terminal wants to know.</summary>
internal static class Banner
{
    /// <summary>Where a browser on this machine finds the server.</summary>
    public static string Url(IPEndPoint listening)
    {
        IPAddress address = listening.Address;
        if (address.Equals(IPAddress.Any))
            address = IPAddress.Loopback;
        else if (address.Equals(IPAddress.IPv6Any))
            address = IPAddress.IPv6Loopback;
        return UrlOf(address, listening.Port);
    }

    /// <summary>All of it.</summary>
    /// <param name="listening">Where the server listens.</param>
    /// <param name="reaching">The addresses by which other devices reach it.</param>
    /// <param name="folder">What it serves.</param>
    /// <param name="engine">How.</param>
    public static string Text(IPEndPoint listening, IReadOnlyList<IPAddress> reaching, string folder, string engine)
    {
        IEnumerable<string> lines =
        [
            $"{Url(listening)} serves {Escape.Controls(Path.GetFullPath(folder))}",
            .. Others(listening, reaching),
            $"Engine: {engine}. Stop: Ctrl-C.",
        ];
        return string.Join('\n', lines);
    }

    /// <summary>Why the server could not listen, in words that name the address.</summary>
    public static string ListenFailure(SocketError error, IPAddress address, int port) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"port {port} of {address} is already in use: stop the program that uses it, or choose another port with -p",
        SocketError.AccessDenied => $"port {port} of {address} needs a privilege that you do not have: choose one above 1023 with -p",
        SocketError.AddressNotAvailable => $"this machine does not have the address {address}: choose one of its own with -b",
        SocketError.AddressFamilyNotSupported => $"cannot listen on {address}: this machine does not support {Family(address)}",
        _ => $"cannot listen on port {port} of {address}: {new SocketException((int)error).Message}",
    };

    // Who listens on all addresses listens on that of this machine as well; who listens on one has just been told it.
    private static IEnumerable<string> Others(IPEndPoint listening, IReadOnlyList<IPAddress> reaching)
    {
        bool isEvery = listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any);
        if (isEvery && reaching.Count == 0)
            return ["No other device can reach it: this machine has no address on a network."];
        return reaching.Select(address => $"{UrlOf(address, listening.Port)} for other devices on the network");
    }

    private static string UrlOf(IPAddress address, int port) => $"http://{new IPEndPoint(address, port)}/";

    private static string Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
}
