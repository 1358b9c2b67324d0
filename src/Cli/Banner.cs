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
        return $"http://{new IPEndPoint(address, listening.Port)}/";
    }

    public static string Text(IPEndPoint listening, string folder, string engine)
    {
        bool isExposed = listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any);
        return $"""
            {Url(listening)} serves {Escape.Controls(Path.GetFullPath(folder))}{(isExposed ? ", on every address of this machine" : "")}
            Engine: {engine}. Stop: Ctrl-C.
            """;
    }

    /// <summary>Why the server could not listen, in words that name the address.</summary>
    public static string ListenFailure(SocketError error, IPAddress address, int port) => error switch
    {
        SocketError.AddressAlreadyInUse => $"port {port} of {address} is in use: stop what uses it, or choose another with --port",
        SocketError.AccessDenied => $"port {port} of {address} may not be used: ports below 1024 need a privilege",
        SocketError.AddressNotAvailable => $"this machine has no address {address}",
        SocketError.AddressFamilyNotSupported => $"this machine has no address {address}: its family is not supported",
        _ => $"cannot listen on port {port} of {address}: {new SocketException((int)error).Message}",
    };
}
