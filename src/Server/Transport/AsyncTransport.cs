using System.Net.Sockets;
using Weft.Http;
using Weft.Platform.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// Drives a connection with async and await: the code reads like the blocking one, and wherever that would block, the
/// thread goes and serves somebody else.
/// </summary>
internal sealed class AsyncTransport(Socket socket, HttpConnection connection, int receiveBytes) : IDisposable
{
    /// <summary>Each connection waits with a buffer of its own, so it is small.</summary>
    private const int MostReceiveBytes = 4096;

    /// <summary>What is sent at most before others get their turn on this thread.</summary>
    private const int TurnBytes = 1024 * 1024;

    /// <summary>What is handed to an asynchronous send when the socket is full: its completion says that there is room again.</summary>
    private const int PatientBytes = 16 * 1024;

    private readonly byte[] _buffer = new byte[Math.Min(receiveBytes, MostReceiveBytes)];
    private CancellationTokenSource _wake = new();
    private TimeSpan _alarm = TimeSpan.MaxValue;

    /// <summary>From any thread: ends a wait for input, so that the connection is asked again.</summary>
    public void Wake()
    {
        try
        {
            Volatile.Read(ref _wake).Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It rang by itself at this very moment: the connection is being asked again already.
        }
    }

    /// <summary>Serves the connection to its end; the socket is the caller's to close.</summary>
    public async Task Serve()
    {
        long turn = 0;
        while (true)
        {
            switch (connection.Next(SystemClock.Read()))
            {
                case Step.Receive:
                    await Receive();
                    turn = 0;
                    break;
                case Step.Send:
                    SendOutcome outcome = SocketOutput.Send(socket, connection.PendingBytes, connection.PendingMore, out int sent);
                    await Report(outcome, sent);
                    break;
                case Step.SendFile:
                    FileSlice file = connection.PendingFile;
                    outcome = SocketOutput.SendFile(socket, file.Handle!, file.Offset, Math.Min(file.Length, TurnBytes), out long moved);
                    await Report(outcome, moved);
                    turn = await TakeTurns(turn + moved);
                    break;
                case Step.ReportAcked:
                    connection.Acked(SocketOutput.BytesAcked(socket));
                    break;
                case Step.Wait:
                    await Task.Delay(SystemClock.Until(connection.Deadline, TimeSpan.MaxValue));
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

    public void Dispose() => _wake.Dispose();

    private async ValueTask Receive()
    {
        try
        {
            int received = await socket.ReceiveAsync(_buffer, SocketFlags.None, Alarm());
            connection.Received(_buffer.AsSpan(0, received), mayBeMore: received == _buffer.Length);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Exchange(ref _wake, new CancellationTokenSource()).Dispose();
            _alarm = TimeSpan.MaxValue;
        }
        catch (SocketException)
        {
            connection.Failed();
        }
    }

    // A timer for every receive would cost more than the receive. One that rings early only makes the connection be asked
    // again, so it is set anew only when a deadline comes closer.
    private CancellationToken Alarm()
    {
        if (connection.Deadline < _alarm)
        {
            _alarm = connection.Deadline;
            _wake.CancelAfter(SystemClock.Until(_alarm, TimeSpan.FromDays(1)));
        }
        return _wake.Token;
    }

    private async ValueTask Report(SendOutcome outcome, long sent)
    {
        if (outcome == SendOutcome.Sent)
            connection.Sent(sent);
        else if (outcome == SendOutcome.Failed)
            connection.Failed();
        else
            await SendPatiently();
    }

    // The BCL has no "wait until writable", so a small piece is sent asynchronously: when it is through, there is room.
    private async ValueTask SendPatiently()
    {
        byte[] piece = System.Buffers.ArrayPool<byte>.Shared.Rent(PatientBytes);
        try
        {
            int length = ReadPending(piece.AsSpan(0, PatientBytes));
            Task<int> sending = length == 0 ? Task.FromResult(0) : socket.SendAsync(piece.AsMemory(0, length)).AsTask();
            while (!await IsThroughBy(sending, connection.Deadline))
            {
                if (connection.Next(SystemClock.Read()) == Step.ReportAcked)
                    connection.Acked(SocketOutput.BytesAcked(socket));
                if (connection.Next(SystemClock.Read()) == Step.Abort)
                {
                    SocketEnd.Reset(socket);
                    socket.Close();
                }
            }
            connection.Sent(await sending);
        }
        catch (Exception gone) when (gone is SocketException or IOException or ObjectDisposedException)
        {
            connection.Failed();
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private int ReadPending(Span<byte> piece)
    {
        ReadOnlySpan<byte> bytes = connection.PendingBytes;
        if (bytes.IsEmpty)
        {
            FileSlice file = connection.PendingFile;
            return RandomAccess.Read(file.Handle!, piece[..(int)Math.Min(piece.Length, file.Length)], file.Offset);
        }
        int length = Math.Min(bytes.Length, piece.Length);
        bytes[..length].CopyTo(piece);
        return length;
    }

    private static async ValueTask<bool> IsThroughBy(Task<int> sending, TimeSpan deadline)
    {
        try
        {
            await sending.WaitAsync(SystemClock.Until(deadline, TimeSpan.FromDays(1)));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static async ValueTask<long> TakeTurns(long turn)
    {
        if (turn < TurnBytes)
            return turn;
        await Task.Yield();
        return 0;
    }
}
