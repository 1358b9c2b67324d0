using System.Net.Sockets;

namespace Weft.Server.Transport;

/// <summary>The ways in which a connection ends. The peer may be gone at any moment, and then there is nothing left to do.</summary>
internal static class SocketEnd
{
    /// <summary>Sends FIN; what the peer still sends can be received.</summary>
    public static void ShutdownSend(Socket socket) => Try(socket, static s => s.Shutdown(SocketShutdown.Send));

    /// <summary>Wakes whoever waits to receive: it gets what has come, then the end of input. Sending goes on.</summary>
    public static void WakeReceiver(Socket socket) => Try(socket, static s => s.Shutdown(SocketShutdown.Receive));

    /// <summary>Ends both directions at once, under whoever uses the socket.</summary>
    public static void Cut(Socket socket) => Try(socket, static s => s.Shutdown(SocketShutdown.Both));

    /// <summary>Makes the close that follows a reset, so that half an answer cannot pass for a whole one.</summary>
    public static void Reset(Socket socket) => Try(socket, static s => s.LingerState = new LingerOption(enable: true, seconds: 0));

    private static void Try(Socket socket, Action<Socket> action)
    {
        try
        {
            action(socket);
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // Not connected any more: what was to be ended has ended.
        }
    }
}
