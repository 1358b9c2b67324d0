using System.Net.Sockets;
using Weft.Tests.Conformance;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>Plays one conformance case over a connection of its own.</summary>
internal sealed class CasePlayer(WeftProcess weft, ConformanceCase its) : IDisposable
{
    /// <summary>How long a server that should do nothing is watched doing it.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly RawClient _client = weft.Connect();
    private readonly MemoryStream _received = new();
    private bool _isClosed;

    /// <summary>What is wrong with what the server did.</summary>
    public IReadOnlyList<string> Play(Func<byte[], IEnumerable<byte[]>> cut)
    {
        foreach (ClientAction action in its.Actions)
        {
            if (action is SendBytes send)
                Send(cut(send.Bytes));
            else if (action is AwaitAnswers await)
                ReceiveAnswers(await.Count);
            else if (action is Finish)
                _client.Finish();
        }
        ReceiveAnswers(its.Answers.Count);
        SeeHowItIsLeft();
        return Verdict.Of(its, _received.ToArray(), _isClosed);
    }

    public void Dispose()
    {
        _client.Dispose();
        _received.Dispose();
    }

    // A server that has refused may have closed before everything was sent; what it said can still be read.
    private void Send(IEnumerable<byte[]> pieces)
    {
        try
        {
            foreach (byte[] piece in pieces)
                _client.Send(piece);
        }
        catch (SocketException)
        {
            // The answer decides.
        }
    }

    private void ReceiveAnswers(int count)
    {
        while (!_isClosed && CountAnswers() < count)
            Receive();
    }

    private void SeeHowItIsLeft()
    {
        switch (its.End)
        {
            case ConnectionEnd.Close:
                while (!_isClosed)
                    Receive();
                break;
            case ConnectionEnd.Wait:
                if (_client.HasNews(Moment))
                    Receive();
                break;
            case ConnectionEnd.Keep:
                Probe();
                break;
        }
    }

    // Whoever answers another request has kept the connection.
    private void Probe()
    {
        long before = _received.Length;
        int answers = CountAnswers();
        Send([[.. "GET /hello.txt HTTP/1.1\r\nHost: probe\r\n\r\n"u8]]);
        ReceiveAnswers(answers + 1);
        if (!_isClosed)
            _received.SetLength(before);
    }

    private void Receive()
    {
        try
        {
            ReadOnlySpan<byte> bytes = _client.Receive();
            _isClosed = bytes.IsEmpty;
            _received.Write(bytes);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            _isClosed = true;
        }
    }

    /// <summary>The whole answers so far; as many as are needed, once something malformed is among them.</summary>
    private int CountAnswers()
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
