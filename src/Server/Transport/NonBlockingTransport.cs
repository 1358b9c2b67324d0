using System.Net.Sockets;
using Weft.Http;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>What a connection waits for when it can go no further: exactly this, or level-triggered epoll spins.</summary>
internal enum Want
{
    /// <summary>Bytes from the peer.</summary>
    Read,

    /// <summary>Room to send.</summary>
    Write,

    /// <summary>The deadline and nothing else.</summary>
    Until,

    /// <summary>Nothing: its turn is over, and it goes to the back of the queue.</summary>
    Turn,

    /// <summary>It is over.</summary>
    Done,
}

/// <summary>Drives a connection with calls that never block: it goes as far as it can, and says what it waits for.</summary>
internal sealed class NonBlockingTransport(Place place, HttpConnection connection) : IDisposable
{
    /// <summary>What one connection sends at most before the others have their turn.</summary>
    private const long TurnBytes = 1024 * 1024;

    /// <summary>How many steps it takes at most before the others have their turn.</summary>
    private const int TurnSteps = 64;

    public HttpConnection Connection => connection;

    /// <summary>Its socket, to be watched.</summary>
    public SafeSocketHandle Handle => place.Socket.SafeHandle;

    /// <summary>The number of its socket.</summary>
    public int Descriptor { get; } = (int)place.Socket.Handle;

    /// <summary>What epoll watches it for; null while epoll does not know it.</summary>
    public EpollInterest? Armed { get; set; }

    /// <summary>What it waited for when it was last served.</summary>
    public Want Want { get; private set; } = Want.Turn;

    /// <summary>Goes on as far as it can without blocking, within one turn.</summary>
    /// <param name="buffer">The worker's: its length bounds every receive call.</param>
    public Want Serve(Span<byte> buffer) => Want = GoOn(buffer);

    /// <summary>Ends the connection, closes its socket, and frees its place.</summary>
    public void Dispose()
    {
        connection.Dispose();
        place.Dispose();
    }

    private Want GoOn(Span<byte> buffer)
    {
        Socket socket = place.Socket;
        long bytesAtStart = connection.BytesSent;
        bool isDry = false;
        for (int steps = 0; steps < TurnSteps && connection.BytesSent - bytesAtStart < TurnBytes; steps++)
        {
            switch (connection.Next(SystemClock.Read()))
            {
                case Step.Receive:
                    // Dry and due already: that was the last look a draining connection gets.
                    if (isDry && SystemClock.Now < connection.Deadline)
                        return Want.Read;
                    isDry = isDry || Receive(socket, buffer);
                    break;
                case Step.Send:
                    if (!Report(SocketOutput.Send(socket, connection.PendingBytes, connection.PendingMore, out int sent), sent))
                        return Want.Write;
                    break;
                case Step.SendFile:
                    FileSlice file = connection.PendingFile;
                    long piece = Math.Min(file.Length, TurnBytes);
                    if (!Report(SocketOutput.SendFile(socket, file.Handle!, file.Offset, piece, out long moved), moved))
                        return Want.Write;
                    break;
                case Step.ReportAcked:
                    connection.Acked(SocketOutput.BytesAcked(socket));
                    break;
                case Step.Wait:
                    return Want.Until;
                case Step.ShutdownSend:
                    SocketEnd.ShutdownSend(socket);
                    break;
                case Step.Close:
                    return Want.Done;
                case Step.Abort:
                    SocketEnd.Reset(socket);
                    return Want.Done;
            }
        }
        return Want.Turn;
    }

    /// <summary>Receives once; true if nothing more is there: a short answer says so, without a second call.</summary>
    private bool Receive(Socket socket, Span<byte> buffer)
    {
        int received = socket.Receive(buffer, SocketFlags.None, out SocketError error);
        switch (error)
        {
            case SocketError.Success:
                connection.Received(buffer[..received]);
                return received < buffer.Length;
            case SocketError.WouldBlock or SocketError.Interrupted:
                return true;
            default:
                connection.Failed();
                return true;
        }
    }

    private bool Report(SendOutcome outcome, long sent)
    {
        if (outcome == SendOutcome.Sent)
            connection.Sent(sent);
        else if (outcome == SendOutcome.Failed)
            connection.Failed();
        return outcome != SendOutcome.WouldBlock;
    }
}
