using Weft.Http;

namespace Weft.Tests.Conformance;

/// <summary>A client and a driver in one: obeys a connection's steps, and feeds it a case's bytes, in pieces as it is told.</summary>
internal sealed class InMemoryClient : IDisposable
{
    private const int MostSteps = 2_000_000;
    private static readonly DateTime Start = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly HttpLimits _limits;
    private readonly HttpConnection _connection;
    private readonly Queue<object> _script;
    private readonly MemoryStream _sent = new();
    private TimeSpan _now = TimeSpan.FromHours(1);
    private bool _hasShutDown;

    private InMemoryClient(HttpLimits limits, RequestHandler handler, IEnumerable<object> script)
    {
        _limits = limits;
        _script = new Queue<object>(script);
        _connection = new HttpConnection(limits, handler, Clock);
    }

    private Clock Clock => new(_now, Start + _now - TimeSpan.FromHours(1));

    /// <summary>Plays a case.</summary>
    /// <param name="limits">The bounds of the connection.</param>
    /// <param name="handler">Answers GET and HEAD.</param>
    /// <param name="actions">What the client does.</param>
    /// <param name="cut">Cuts a stretch of bytes into pieces, each of which arrives on its own.</param>
    public static Transcript Play(
        HttpLimits limits, RequestHandler handler, IEnumerable<ClientAction> actions, Func<byte[], IEnumerable<ReadOnlyMemory<byte>>> cut)
    {
        IEnumerable<object> script = actions.SelectMany(action => action switch
        {
            SendBytes send => cut(send.Bytes).Select(static piece => (object)piece),
            _ => [action],
        });
        using var client = new InMemoryClient(limits, handler, script);
        return client.Run();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _sent.Dispose();
    }

    private Transcript Run()
    {
        for (int steps = 0; steps < MostSteps; steps++)
        {
            Step step = _connection.Next(Clock);
            switch (step)
            {
                case Step.Close or Step.Abort:
                    return End(isClosed: true, step == Step.Abort);
                case Step.Receive when !Receive():
                    return End(isClosed: false, isAborted: false);
                case Step.Send:
                    _sent.Write(_connection.PendingBytes);
                    _connection.Sent(_connection.PendingBytes.Length);
                    break;
                case Step.SendFile:
                    SendFile();
                    break;
                case Step.ReportAcked:
                    _connection.Acked(_sent.Length);
                    break;
                case Step.Wait:
                    _now = _connection.Deadline;
                    break;
                case Step.ShutdownSend:
                    _hasShutDown = true;
                    break;
            }
        }
        throw new InvalidOperationException("The connection goes round in circles.");
    }

    private Transcript End(bool isClosed, bool isAborted) =>
        new(_sent.ToArray(), isClosed || _hasShutDown, _connection.IsIdle, isAborted);

    /// <summary>Goes on with the script; false if the connection wants bytes and there is nothing left to do.</summary>
    private bool Receive()
    {
        if (!_script.TryDequeue(out object? next))
        {
            // A client that has seen the end closes its side, and the lingering is over.
            if (_hasShutDown)
                _connection.Received([]);
            return _hasShutDown;
        }
        switch (next)
        {
            case ReadOnlyMemory<byte> piece:
                int length = Math.Min(piece.Length, _limits.ReceiveBytes);
                _connection.Received(piece.Span[..length]);
                PutBack(piece[length..]);
                break;
            case Pause pause:
                Wait(pause);
                break;
            case Finish:
                _connection.Received([]);
                break;
        }
        return true;
    }

    // Time passes as a driver sees it: it wakes at the deadline, and when the client has waited long enough.
    private void Wait(Pause pause)
    {
        TimeSpan until = _now + pause.Time;
        bool wakesEarlier = _connection.Deadline < until && _connection.Deadline > _now;
        _now = wakesEarlier ? _connection.Deadline : until;
        if (wakesEarlier)
            PutBack(new Pause(until - _now));
    }

    private void PutBack(object first)
    {
        if (first is ReadOnlyMemory<byte> { IsEmpty: true })
            return;
        object[] rest = [.. _script];
        _script.Clear();
        _script.Enqueue(first);
        foreach (object each in rest)
            _script.Enqueue(each);
    }

    private void SendFile()
    {
        FileSlice file = _connection.PendingFile;
        byte[] piece = new byte[Math.Min(file.Length, 128 * 1024)];
        int count = RandomAccess.Read(file.Handle!, piece, file.Offset);
        _sent.Write(piece, 0, count);
        _connection.Sent(count);
    }
}
