using System.Net.Sockets;
using Weft.Tests.Conformance;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>
/// Plays conformance cases one after another, each over a connection of its own, or over the one that the case before it
/// has left open and ready.
/// </summary>
internal sealed class CasePlayer(WeftProcess weft, bool sharesConnections) : IDisposable
{
    /// <summary>How long a server that should do nothing is watched doing it.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly MemoryStream _received = new();
    private RawClient? _client;
    private bool _isClosed;

    /// <summary>All that the server has sent in the case that was played last.</summary>
    public byte[] Received => _received.ToArray();

    private RawClient Client => _client ??= weft.Connect();

    /// <summary>What is wrong with what the server did.</summary>
    public IReadOnlyList<string> Play(ConformanceCase its, Func<byte[], IEnumerable<byte[]>> cut)
    {
        _received.SetLength(0);
        _isClosed = false;
        foreach (ClientAction action in its.Actions)
        {
            if (action is SendBytes send)
                Send(cut(send.Bytes));
            else if (action is AwaitAnswers await)
                ReceiveAnswers(its, await.Count);
            else if (action is Finish)
                Client.Finish();
        }
        ReceiveAnswers(its, its.Answers.Count);
        SeeHowItIsLeft(its);
        IReadOnlyList<string> faults = Verdict.Of(its, _received.ToArray(), _isClosed);
        if (!sharesConnections || faults.Count > 0 || its.End != ConnectionEnd.Keep)
            Disconnect();
        return faults;
    }

    public void Dispose()
    {
        Disconnect();
        _received.Dispose();
    }

    private void Disconnect()
    {
        _client?.Dispose();
        _client = null;
    }

    // A server that has refused may have closed before everything was sent; what it said can still be read.
    private void Send(IEnumerable<byte[]> pieces)
    {
        try
        {
            foreach (byte[] piece in pieces)
                Client.Send(piece);
        }
        catch (SocketException)
        {
            // The answer decides.
        }
    }

    private void ReceiveAnswers(ConformanceCase its, int count)
    {
        while (!_isClosed && CountAnswers(its) < count)
            Receive();
    }

    private void SeeHowItIsLeft(ConformanceCase its)
    {
        switch (its.End)
        {
            case ConnectionEnd.Close:
                while (!_isClosed)
                    Receive();
                break;
            case ConnectionEnd.Wait:
                if (Client.HasNews(Moment))
                    Receive();
                break;
            case ConnectionEnd.Keep:
                Probe(its);
                break;
        }
    }

    // Whoever answers another request has kept the connection.
    private void Probe(ConformanceCase its)
    {
        long before = _received.Length;
        int answers = CountAnswers(its);
        Send([[.. "GET /hello.txt HTTP/1.1\r\nHost: probe\r\n\r\n"u8]]);
        ReceiveAnswers(its, answers + 1);
        if (!_isClosed)
            _received.SetLength(before);
    }

    private void Receive()
    {
        try
        {
            ReadOnlySpan<byte> bytes = Client.Receive();
            _isClosed = bytes.IsEmpty;
            _received.Write(bytes);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            _isClosed = true;
        }
    }

    /// <summary>The whole answers so far; as many as are needed, once something malformed is among them.</summary>
    private int CountAnswers(ConformanceCase its)
    {
        int count = 0;
        int finals = 0;
        ReadOnlySpan<byte> rest = _received.ToArray();
        bool[] isToHead = [.. its.Answers.Where(answer => answer.Statuses[0] >= 200).Select(answer => answer.IsToHead)];
        try
        {
            while (ResponseReader.TryRead(rest, finals < isToHead.Length && isToHead[finals], out Reply? reply, out int length))
            {
                rest = rest[length..];
                finals += reply!.IsInterim ? 0 : 1;
                count += reply.IsInterim && its.HasOptionalInterim ? 0 : 1;
            }
        }
        catch (FormatException)
        {
            return int.MaxValue;
        }
        return count;
    }
}
