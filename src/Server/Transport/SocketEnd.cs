using System.Net.Sockets;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>The ways in which a connection ends. The peer may be gone at any moment, and then there is nothing left to do.</summary>
internal static class SocketEnd
{
    /// <summary>How often a refusal reads on, 4 KB at a time: a request that has come is mostly there whole.</summary>
    private const int RefusalReads = 16;

    /// <summary>Sends FIN; what the peer still sends can be received.</summary>
    public static void ShutdownSend(Socket socket) => Try(socket, static s => s.Shutdown(SocketShutdown.Send));

    /// <summary>Wakes whoever waits to receive: it gets what has come, then the end of input. Sending goes on.</summary>
    public static void WakeReceiver(Socket socket) => Try(socket, static s => s.Shutdown(SocketShutdown.Receive));

    /// <summary>Ends both directions at once, under whoever uses the socket.</summary>
    public static void Cut(Socket socket) => Try(socket, static s => s.Shutdown(SocketShutdown.Both));

    /// <summary>Makes the close that follows a reset, so that half an answer cannot pass for a whole one.</summary>
    public static void Reset(Socket socket) => Try(socket, static s => s.LingerState = new LingerOption(enable: true, seconds: 0));

    /// <summary>
    /// Answers a client that is not let in, and closes, without waiting for anything: a new socket has room for the answer.
    /// What the client has said by now is read away, since to close over it would be a reset, which can destroy the answer.
    /// </summary>
    public static void Refuse(Socket socket, ReadOnlySpan<byte> answer)
    {
        socket.Blocking = false;
        _ = SocketOutput.Send(socket, answer, more: false, out _);
        Span<byte> unread = stackalloc byte[4096];
        for (int reads = 0; reads < RefusalReads && socket.Receive(unread, SocketFlags.None, out _) > 0; reads++)
        {
            // Nobody will ever know what it was.
        }
        socket.Dispose();
    }

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
