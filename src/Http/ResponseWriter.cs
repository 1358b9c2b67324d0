using System.Buffers.Text;

namespace Weft.Http;

/// <summary>Writes the head of an answer, and content that fits behind it (RFC 9112 §4, §5, §6).</summary>
internal static class ResponseWriter
{
    /// <summary>
    /// More than status line, Date, Expires, Server, Content-Length, the fields of a page, Allow, Connection and the blank
    /// line can need.
    /// </summary>
    private const int HeadBytes = 512;

    // The last Date written: it changes once a second, and formatting it costs more than the rest of the head.
    private static Stamp? _stamp;

    private sealed record Stamp(long Second, TimeSpan Lifetime, byte[] Date, byte[] Expires);

    /// <summary>How an answer is to be written: what the connection knows and the handler does not.</summary>
    /// <param name="Clock">The time.</param>
    /// <param name="IsHead">Whether the content is left out.</param>
    /// <param name="Persists">Whether the connection goes on afterwards.</param>
    /// <param name="IsHttp10">Whether the peer has to be told that it goes on.</param>
    public readonly record struct Context(Clock Clock, bool IsHead, bool Persists, bool IsHttp10);

    /// <summary>Appends head and content in memory to the output. A file is left to the caller.</summary>
    public static void Write(in Response response, in Context context, ref PooledBuffer output)
    {
        // An answer that has content in its nature, and none given, gets its page.
        bool hasPage = response.Status >= Status.MovedPermanently && !IsBare(response.Status)
            && response.Content.IsEmpty && response.File.Handle is null;
        ReadOnlySpan<byte> content = hasPage ? ErrorPage.For(response.Status)
            : IsBare(response.Status) ? default : response.Content.Span;
        long length = SendsFile(in response) ? response.ContentLength : content.Length;

        Span<byte> room = output.Reserve(HeadBytes + response.Fields.Length + (context.IsHead ? 0 : content.Length));
        int at = 0;
        WriteStatusLine(response.Status, room, ref at);
        WriteDates(context.Clock.Utc, response.Lifetime, room, ref at);
        Put("Server: Weft\r\n"u8, room, ref at);
        if (!IsBare(response.Status))
            WriteLength(length, room, ref at);
        if (hasPage)
            Put(ErrorPage.Fields, room, ref at);
        if (response.Status == Status.MethodNotAllowed || (response.Status == Status.NoContent && response.Fields.IsEmpty))
            Put("Allow: GET, HEAD, OPTIONS\r\n"u8, room, ref at);
        Put(response.Fields.Span, room, ref at);
        if (!context.Persists)
            Put("Connection: close\r\n"u8, room, ref at);
        else if (context.IsHttp10)
            Put("Connection: keep-alive\r\n"u8, room, ref at);
        Put("\r\n"u8, room, ref at);
        if (!context.IsHead)
            Put(content, room, ref at);
        output.Advance(at);
    }

    /// <summary>Whether the file of an answer is its content, unless the method wants none.</summary>
    public static bool SendsFile(in Response response) =>
        response.File.Handle is not null && response.Content.IsEmpty && !IsBare(response.Status);

    // 204 and 304 have no content by nature, and no length of it (RFC 9110 §8.6, §15.4.5).
    private static bool IsBare(Status status) => status is Status.NoContent or Status.NotModified;

    private static void WriteStatusLine(Status status, Span<byte> room, ref int at)
    {
        if (status == Status.Ok)
        {
            Put("HTTP/1.1 200 OK\r\n"u8, room, ref at);
            return;
        }
        Put("HTTP/1.1 "u8, room, ref at);
        Utf8Formatter.TryFormat((int)status, room[at..], out int written);
        at += written;
        room[at++] = (byte)' ';
        at += System.Text.Encoding.ASCII.GetBytes(ReasonPhrase.Of(status), room[at..]);
        Put("\r\n"u8, room, ref at);
    }

    private static void WriteDates(DateTime utc, TimeSpan lifetime, Span<byte> room, ref int at)
    {
        long second = utc.Ticks / TimeSpan.TicksPerSecond;
        Stamp? stamp = Volatile.Read(ref _stamp);
        if (stamp is null || stamp.Second != second || stamp.Lifetime < lifetime)
        {
            stamp = new Stamp(second, lifetime, new byte[HttpDate.Length], new byte[HttpDate.Length]);
            HttpDate.Write(utc, stamp.Date);
            HttpDate.Write(utc + lifetime, stamp.Expires);
            Volatile.Write(ref _stamp, stamp);
        }
        Put("Date: "u8, room, ref at);
        Put(stamp.Date, room, ref at);
        Put("\r\n"u8, room, ref at);
        if (lifetime <= TimeSpan.Zero)
            return;
        Put("Expires: "u8, room, ref at);
        if (stamp.Lifetime == lifetime)
            Put(stamp.Expires, room, ref at);
        else
            PutDate(utc + lifetime, room, ref at);
        Put("\r\n"u8, room, ref at);
    }

    private static void PutDate(DateTime utc, Span<byte> room, ref int at)
    {
        HttpDate.Write(utc, room[at..]);
        at += HttpDate.Length;
    }

    private static void WriteLength(long length, Span<byte> room, ref int at)
    {
        Put("Content-Length: "u8, room, ref at);
        Utf8Formatter.TryFormat(length, room[at..], out int written);
        at += written;
        Put("\r\n"u8, room, ref at);
    }

    private static void Put(ReadOnlySpan<byte> bytes, Span<byte> room, ref int at)
    {
        bytes.CopyTo(room[at..]);
        at += bytes.Length;
    }
}
