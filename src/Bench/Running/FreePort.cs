using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Weft.Bench.Running;

/// <summary>Ports that nobody listens on.</summary>
internal static class FreePort
{
    // Below those that the system hands out to clients: one of them would take the port, or even reach itself on it.
    private const int First = 15_000;
    private const int Last = 32_000;

    public static int Find()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(First, Last);
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
