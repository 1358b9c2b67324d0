using System.Net;
using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server.Processes;

/// <summary>
/// Answers one request before there is a client, over a connection to itself, so that the first client does not pay for
/// what .NET does when code runs for the first time. A file is asked for, never a folder: to list one may take long.
/// </summary>
internal static class WarmUp
{
    public static void Run(Service service)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        client.Connect(listener.LocalEndPoint!);
        using Socket socket = listener.Accept();
        client.Send("HEAD /favicon.ico HTTP/1.1\r\nHost: warm.up\r\nConnection: close\r\n\r\n"u8);
        client.Shutdown(SocketShutdown.Send);
        using HttpConnection connection = service.OpenUnwatched();
        BlockingTransport.Serve(socket, connection, new byte[1024], service.Tick);
    }
}
