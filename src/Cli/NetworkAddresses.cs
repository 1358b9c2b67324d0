using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Weft.Cli;

/// <summary>The addresses by which other devices on the network reach this machine.</summary>
internal static class NetworkAddresses
{
    /// <summary>All of them that a server which listens on <paramref name="bound"/> answers; none if it answers this machine alone.</summary>
    public static IReadOnlyList<IPAddress> Reaching(IPAddress bound)
    {
        if (IPAddress.IsLoopback(bound))
            return [];
        bool isEvery = bound.Equals(IPAddress.Any) || bound.Equals(IPAddress.IPv6Any);
        return isEvery ? Choose(OfThisMachine(), withIPv6: bound.Equals(IPAddress.IPv6Any)) : [bound];
    }

    /// <summary>Those that are of use elsewhere, IPv4 first, for they are easier to type.</summary>
    public static IReadOnlyList<IPAddress> Choose(IEnumerable<IPAddress> addresses, bool withIPv6) =>
    [
        .. addresses.Where(address => IsOfUse(address) && (withIPv6 || address.AddressFamily == AddressFamily.InterNetwork))
            .Distinct().OrderBy(address => address.AddressFamily == AddressFamily.InterNetworkV6),
    ];

    private static bool IsOfUse(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
            return false;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? address.GetAddressBytes() is not [169, 254, ..]
            : !address.IsIPv6LinkLocal;
    }

    // A system that does not tell, as some sandboxes do not, is no reason not to serve.
    private static IEnumerable<IPAddress> OfThisMachine()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(static network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                    .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                    .Select(static unicast => unicast.Address),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
