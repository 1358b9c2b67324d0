using System.Net.Sockets;
using Weft.Http;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>Drives a connection with calls that block: the thread that serves is the thread that waits.</summary>
internal static class BlockingTransport
{
    /// <summary>
    /// A blocking sendfile to a slow reader lasts as long as its piece, whatever the timeout, so pieces are small; the
    /// kernel shares the line fairly among the threads that send.
    /// </summary>
    private const int FilePieceBytes = 128 * 1024;

    /// <summary>Serves the connection to its end; the socket is the caller's to close.</summary>
    /// <param name="socket">The connected socket.</param>
    /// <param name="connection">What drives it.</param>
    /// <param name="buffer">Where bytes are received: its length bounds every receive call.</param>
    /// <param name="tick">No call blocks for longer; then the connection is asked again.</param>
    public static void Serve(Socket socket, HttpConnection connection, Span<byte> buffer, TimeSpan tick)
    {
        socket.ReceiveTimeout = socket.SendTimeout = (int)Math.Ceiling(tick.TotalMilliseconds);
        while (true)
        {
            switch (connection.Next(SystemClock.Read()))
            {
                case Step.Receive:
                    Receive(socket, connection, buffer);
                    break;
                case Step.Send:
                    Report(connection, SocketOutput.Send(socket, connection.PendingBytes, connection.PendingMore, out int sent), sent);
                    break;
                case Step.SendFile:
                    FileSlice file = connection.PendingFile;
                    long piece = Math.Min(file.Length, FilePieceBytes);
                    Report(connection, SocketOutput.SendFile(socket, file.Handle!, file.Offset, piece, out long moved), moved);
                    break;
                case Step.ReportAcked:
                    connection.Acked(SocketOutput.BytesAcked(socket));
                    break;
                case Step.Wait:
                    Thread.Sleep(SystemClock.Until(connection.Deadline, tick));
                    break;
                case Step.ShutdownSend:
                    SocketEnd.ShutdownSend(socket);
                    break;
                case Step.Close:
                    return;
                case Step.Abort:
                    SocketEnd.Reset(socket);
                    return;
            }
        }
    }

    private static void Receive(Socket socket, HttpConnection connection, Span<byte> buffer)
    {
        // One that is due already is a last look, and does not wait.
        if (SystemClock.Now >= connection.Deadline && !socket.Poll(0, SelectMode.SelectRead))
            return;
        int received = socket.Receive(buffer, SocketFlags.None, out SocketError error);
        switch (error)
        {
            case SocketError.Success:
                connection.Received(buffer[..received]);
                break;
            case SocketError.TimedOut or SocketError.WouldBlock or SocketError.Interrupted:
                break;
            default:
                connection.Failed();
                break;
        }
    }

    private static void Report(HttpConnection connection, SendOutcome outcome, long sent)
    {
        if (outcome == SendOutcome.Sent)
            connection.Sent(sent);
        else if (outcome == SendOutcome.Failed)
            connection.Failed();
    }
}
