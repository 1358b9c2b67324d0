using System.Net;
using System.Net.Sockets;

namespace Weft.Bench.Compare;

/// <summary>Connections of the bench's own clients, to a server on this machine.</summary>
internal static class Client
{
    /// <summary>How long a server may let a client wait.</summary>
    private const int PatienceMilliseconds = 10_000;

    /// <summary>A blocking connection.</summary>
    public static Socket Connect(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = PatienceMilliseconds,
            SendTimeout = PatienceMilliseconds,
        };
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
