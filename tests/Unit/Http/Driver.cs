using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Http;

namespace Weft.Tests.Unit.Http;

/// <summary>Drives one connection by hand: the clock is a field, and files are lengths without bytes.</summary>
internal sealed class Driver : IDisposable
{
    public static readonly TimeSpan Start = TimeSpan.FromDays(3);
    private static readonly DateTime StartUtc = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly StringBuilder _sent = new();
    private TimeSpan _set;

    public Driver(HttpLimits? limits = null, RequestHandler? handler = null, Func<bool>? mayPersist = null)
    {
        Connection = new HttpConnection(limits ?? new HttpLimits(), handler ?? Answers.Handle, Clock, Exchanges.Add)
        {
            MayPersist = mayPersist,
        };
    }

    public HttpConnection Connection { get; }

    public List<Exchange> Exchanges { get; } = [];

    public TimeSpan Now { get; set; } = Start;

    public Clock Clock => new(Now, StartUtc + (Now - Start) + _set);

    /// <summary>All that was sent; a byte of a file is an F.</summary>
    public string Output => _sent.ToString();

    public string[] StatusLines =>
        [.. Output.Split("HTTP/1.1 ").Skip(1).Select(static rest => "HTTP/1.1 " + rest.Split('\r')[0])];

    /// <summary>How much of its input the connection keeps.</summary>
    public int Kept => Input(Connection).Length;

    public TimeSpan Left => Connection.Deadline - Now;

    public Step Next() => Connection.Next(Clock);

    public void Receive(string text) => Connection.Received(Encoding.Latin1.GetBytes(text));

    public void EndOfInput() => Connection.Received([]);

    public void Pass(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>Somebody sets the wall clock.</summary>
    public void Jump(double days) => _set += TimeSpan.FromDays(days);

    /// <summary>Sends what a step asks for, at most <paramref name="most"/> bytes of it.</summary>
    public int Obey(Step step, int most = int.MaxValue)
    {
        int count = 0;
        if (step == Step.Send)
        {
            count = Math.Min(most, Connection.PendingBytes.Length);
            _sent.Append(Encoding.Latin1.GetString(Connection.PendingBytes[..count]));
        }
        else if (step == Step.SendFile)
        {
            count = (int)Math.Min(most, Connection.PendingFile.Length);
            _sent.Append('F', count);
        }
        Connection.Sent(count);
        return count;
    }

    /// <summary>Sends whatever there is to send, then says what the connection wants.</summary>
    public Step Run()
    {
        Step step = Next();
        while (step is Step.Send or Step.SendFile)
        {
            Obey(step);
            step = Next();
        }
        return step;
    }

    /// <summary>Receives, then runs.</summary>
    public Step Run(string text)
    {
        Receive(text);
        return Run();
    }

    public void Dispose() => Connection.Dispose();

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_input")]
    private static extern ref PooledBuffer Input(HttpConnection connection);
}

/// <summary>A handler whose answers depend on the path alone.</summary>
internal static class Answers
{
    public const string Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    public static string Of(string path, string method = "GET") => $"{method} {path} HTTP/1.1\r\nHost: a\r\n\r\n";

    public static void Handle(in Request request, ref Response response)
    {
        response.Status = request.Path.SequenceEqual("/missing"u8) ? Status.NotFound : Status.Ok;
        if (response.Status == Status.Ok)
            response.Content = "hello"u8.ToArray();
    }

    /// <summary>Always the same answer.</summary>
    public static RequestHandler Always(Response answer) => (in Request _, ref Response response) => response = answer;
}

/// <summary>A handle that tells whether its references have been given back.</summary>
internal sealed class CountedFile : IDisposable
{
    private readonly SafeFileHandle _handle = new(nint.Zero, ownsHandle: false);

    public bool IsReleased => _handle.IsClosed;

    /// <summary>Takes the one reference a response has, and gives up its own: what is left is the connection's to release.</summary>
    public FileSlice Slice(long length)
    {
        bool added = false;
        _handle.DangerousAddRef(ref added);
        _handle.Dispose();
        return new FileSlice(_handle, 0, length);
    }

    public void Dispose() => _handle.Dispose();
}
