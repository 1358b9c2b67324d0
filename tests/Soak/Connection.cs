using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weft.Tests.Soak;

/// <summary>Looks at a piece of content.</summary>
internal delegate void ContentCheck(ReadOnlySpan<byte> bytes, long offset);

/// <summary>One connection to a server: sends what it is told, and reads strictly.</summary>
internal sealed class Connection : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket _socket;
    private readonly CancellationToken _stop;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    private Connection(Socket socket, CancellationToken stop)
    {
        _socket = socket;
        _stop = stop;
    }

    /// <summary>When the last sending began.</summary>
    public long SentAt { get; private set; }

    /// <param name="server">Where to.</param>
    /// <param name="stop">What ends everything on it.</param>
    /// <param name="window">How much the kernel may receive ahead of us; 0: as much as it likes.</param>
    public static async Task<Connection> OpenAsync(IPEndPoint server, CancellationToken stop, int window = 0)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (window > 0)
                socket.ReceiveBufferSize = window;
            await socket.ConnectAsync(server, stop);
            return new Connection(socket, stop);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        SentAt = Stopwatch.GetTimestamp();
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, _stop)..];
    }

    /// <summary>No more will be sent.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closing will be a reset, as that of a program that crashed.</summary>
    public void ResetOnClose() => _socket.LingerState = new LingerOption(enable: true, seconds: 0);

    /// <summary>The head of the next answer.</summary>
    public async Task<Answer> ReadHeadAsync(bool isToHead = false)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                Answer answer = Answer.Parse(_buffer.AsSpan(_start, length), isToHead);
                _start += length + 4;
                return answer;
            }
            if (!await ReceiveAsync())
                throw new WrongAnswerException(_end == _start ? "the connection was closed instead of an answer" : "it was closed within a head");
        }
    }

    /// <summary>The content of an answer, piece by piece as it comes.</summary>
    public async Task ReadBodyAsync(Answer answer, ContentCheck check, long offset = 0, Func<Task>? pause = null)
    {
        long left = answer.BodyLength;
        while (left > 0)
        {
            if (_start == _end)
            {
                if (pause is not null)
                    await pause();
                if (!await ReceiveAsync())
                    throw new WrongAnswerException($"it was closed {left} bytes before the end of {answer.BodyLength}");
            }
            int count = (int)Math.Min(left, _end - _start);
            check(_buffer.AsSpan(_start, count), offset);
            _start += count;
            offset += count;
            left -= count;
        }
    }

    /// <summary>The content of an answer as a whole.</summary>
    public async Task<byte[]> ReadBodyAsync(Answer answer)
    {
        byte[] body = new byte[answer.BodyLength];
        await ReadBodyAsync(answer, (bytes, offset) => bytes.CopyTo(body.AsSpan((int)offset)));
        return body;
    }

    /// <summary>Reads something, and throws it away.</summary>
    public async Task SkipAsync()
    {
        _start = _end;
        await ReceiveAsync();
    }

    /// <summary>The server has nothing more to say, and ends the connection in order.</summary>
    public async Task ExpectEndAsync()
    {
        if (_start < _end || await ReceiveAsync())
            throw new WrongAnswerException($"'{Encoding.Latin1.GetString(_buffer, _start, Math.Min(80, _end - _start))}' where the connection ends");
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async Task<bool> ReceiveAsync()
    {
        if (_buffer.Length == 0)
            _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
            throw new WrongAnswerException("a head without end");
        int count = await _socket.ReceiveAsync(_buffer.AsMemory(_end), _stop);
        _end += count;
        return count > 0;
    }
}
