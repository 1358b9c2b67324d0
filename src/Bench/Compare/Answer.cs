using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Weft.Bench.Compare;

/// <summary>An answer as it came over a blocking socket. It is read as plainly as possible: to its end, by Content-Length or close.</summary>
internal sealed record Answer(int Status, string Head, byte[] Body)
{
    private const int LongestHead = 64 * 1024;

    /// <summary>Whether the server means to close the connection.</summary>
    public bool Closes => Head.StartsWith("HTTP/1.0", StringComparison.Ordinal) || Field("Connection") is "close";

    /// <summary>A request as the clients of this bench send it.</summary>
    public static byte[] Request(string path, IReadOnlyList<string> fields) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n");

    /// <summary>Sends a request and waits for the answer.</summary>
    /// <exception cref="SocketException">The connection broke, or took longer than the socket's timeout.</exception>
    /// <exception cref="BenchException">What came is not an answer.</exception>
    public static Answer Ask(Socket socket, ReadOnlySpan<byte> request)
    {
        socket.Send(request);
        byte[] bytes = new byte[4096];
        int got = 0;
        int end;
        while ((end = bytes.AsSpan(0, got).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int n = Receive(socket, ref bytes, got);
            if (n == 0 || got > LongestHead)
                throw new BenchException(got == 0 ? "the connection was closed without an answer" : "the answer has no end of its head");
            got += n;
        }
        Answer answer = new(0, Encoding.Latin1.GetString(bytes, 0, end + 4), []);
        answer = answer with { Status = answer.ReadStatus() };
        long? length = answer.Length();
        int start = end + 4;
        while (length is null || got - start < length)
        {
            int n = Receive(socket, ref bytes, got);
            if (n == 0)
                break;
            got += n;
        }
        return answer with { Body = bytes[start..got] };
    }

    /// <summary>How long the body will be; null if it ends with the connection.</summary>
    public long? Length()
    {
        if (Status is 304 or 204)
            return 0;
        if (Field("Transfer-Encoding") is not null)
            throw new BenchException("the answer comes in chunks, which a file has no need of");
        return Field("Content-Length") is { } length ? long.Parse(length, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The value of a field of the head; null if it is not there.</summary>
    private string? Field(string name)
    {
        foreach (string line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim();
        }
        return null;
    }

    private int ReadStatus() =>
        Head.Split(' ', 3) is [_, { Length: 3 } status, ..] && int.TryParse(status, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new BenchException("what came back is not HTTP");

    private static int Receive(Socket socket, ref byte[] bytes, int got)
    {
        if (got == bytes.Length)
            Array.Resize(ref bytes, bytes.Length * 2);
        return socket.Receive(bytes, got, bytes.Length - got, SocketFlags.None);
    }
}
