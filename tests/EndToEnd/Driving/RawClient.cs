using System.Net;
using System.Net.Sockets;
using System.Text;
using Weft.Tests.Conformance;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>A client that sends whatever bytes it is told to, and reads strictly.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly MemoryStream _unread = new();

    /// <param name="host">The server's address.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="from">The address of this machine to come from; null leaves it to the system.</param>
    /// <param name="receiveBuffer">How many bytes its kernel takes ahead, about; null for as many as it likes.</param>
    public RawClient(string host, int port, string? from = null, int? receiveBuffer = null)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } bytes)
                _socket.ReceiveBufferSize = bytes;
            if (from is not null)
                _socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            _socket.Connect(host, port);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)WeftProcess.Patience.TotalMilliseconds;
    }

    public int LocalPort => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public int ServerPort => ((IPEndPoint)_socket.RemoteEndPoint!).Port;

    public static string Get(string target, string fields = "") => $"GET {target} HTTP/1.1\r\nHost: test\r\n{fields}\r\n";

    public void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>No more will be sent.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Receives what has come, at least a byte; no bytes at the end.</summary>
    public ReadOnlySpan<byte> Receive() => _buffer.AsSpan(0, _socket.Receive(_buffer));

    /// <summary>What came behind the head that was read last, and then what comes.</summary>
    public ReadOnlySpan<byte> ReceiveRest()
    {
        if (_unread.Length == 0)
            return Receive();
        byte[] rest = _unread.ToArray();
        Keep([]);
        return rest;
    }

    /// <summary>Whether the server has ended the connection, or sent something, within a moment.</summary>
    public bool HasNews(TimeSpan moment) => _socket.Poll(moment, SelectMode.SelectRead);

    /// <summary>The next answer, whole.</summary>
    public Reply ReadReply(bool isToHead = false)
    {
        while (true)
        {
            if (ResponseReader.TryRead(_unread.ToArray(), isToHead, out Reply? reply, out int length))
            {
                Keep(_unread.ToArray().AsSpan(length));
                return reply!;
            }
            ReadOnlySpan<byte> bytes = Receive();
            if (bytes.IsEmpty)
                throw new EndOfStreamException($"The connection ended within an answer: '{Encoding.Latin1.GetString(_unread.ToArray())}'");
            _unread.Write(bytes);
        }
    }

    /// <summary>Reads the head of an answer, whatever its length; what follows is left for <see cref="Skip"/>.</summary>
    public string ReadHead()
    {
        while (true)
        {
            byte[] bytes = _unread.ToArray();
            int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                Keep(bytes.AsSpan(end + 4));
                return Encoding.Latin1.GetString(bytes, 0, end);
            }
            ReadOnlySpan<byte> more = Receive();
            if (more.IsEmpty)
                throw new EndOfStreamException("The connection ended within a head.");
            _unread.Write(more);
        }
    }

    /// <summary>Reads so many bytes of content, and throws them away; fewer if the connection ends.</summary>
    public long Skip(long length)
    {
        long read = Math.Min(_unread.Length, length);
        Keep(_unread.ToArray().AsSpan((int)read));
        while (read < length)
        {
            int count = _socket.Receive(_buffer, (int)Math.Min(_buffer.Length, length - read), SocketFlags.None);
            if (count == 0)
                break;
            read += count;
        }
        return read;
    }

    /// <summary>How many bytes still come, however the connection ends.</summary>
    public long CountToEndOrReset()
    {
        long count = _unread.Length;
        try
        {
            int more;
            while ((more = _socket.Receive(_buffer)) > 0)
                count += more;
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // That is an end too.
        }
        return count;
    }

    /// <summary>All bytes until the server ends the connection.</summary>
    public byte[] ReadToEnd()
    {
        ReadOnlySpan<byte> bytes;
        while (!(bytes = Receive()).IsEmpty)
            _unread.Write(bytes);
        byte[] all = _unread.ToArray();
        Keep([]);
        return all;
    }

    /// <summary>Closes with a reset, as a program that crashes does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _unread.Dispose();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        byte[] rest = bytes.ToArray();
        _unread.SetLength(0);
        _unread.Write(rest);
    }
}
