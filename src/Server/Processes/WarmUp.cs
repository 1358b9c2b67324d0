using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server.Processes;

/// <summary>
/// Answers one request in memory, so that the first client does not pay for what .NET does when code runs for the first
/// time. A file is asked for, never a folder: to list one may take long.
/// </summary>
internal static class WarmUp
{
    public static void Run(Service service)
    {
        using HttpConnection connection = service.OpenUnwatched();
        bool isAsked = false;
        while (true)
        {
            switch (connection.Next(SystemClock.Read()))
            {
                case Step.Receive:
                    connection.Received(isAsked ? default : "GET /favicon.ico HTTP/1.1\r\nHost: warm.up\r\n\r\n"u8);
                    isAsked = true;
                    break;
                case Step.Send:
                    connection.Sent(connection.PendingBytes.Length);
                    break;
                case Step.SendFile:
                    connection.Sent(connection.PendingFile.Length);
                    break;
                case Step.Close or Step.Abort:
                    return;
            }
        }
    }
}
