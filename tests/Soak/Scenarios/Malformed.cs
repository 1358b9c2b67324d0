using System.Net.Sockets;

namespace Weft.Tests.Soak.Scenarios;

/// <summary>Clients that do not keep to the standard. Each is told so, and then the connection ends.</summary>
internal static class Malformed
{
    private static readonly (int Status, string Bytes)[] Requests =
    [
        (400, "GET /\r\n\r\n"),
        (400, "GET / HTTP/1.1\n\n"),
        (400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n"),
        (400, "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n"),
        (400, "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n"),
        (400, "GET /% HTTP/1.1\r\nHost: a\r\n\r\n"),
        (400, "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"),
        (400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde"),
        (400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n"),
        (400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\nabcde\r\n0\r\n\r\n"),
        (400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        (400, new string('A', 100_000)),
        (413, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"),
        (414, $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: a\r\n\r\n"),
        (431, $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 20_000)}\r\n\r\n"),
        (431, $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", 150))}\r\n"),
        (501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
        (505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
        (505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ];

    public static async Task SendAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        (int status, string bytes) = session.Pick(Requests);
        StaticFile before = session.Pick(session.Site.Small);
        bool comesSecond = session.Random.Next(2) == 0;
        try
        {
            // What stands before it in the same piece is answered all the same; what stands behind it, never.
            await connection.SendAsync((comesSecond ? Session.Get(before.Path) : "") + bytes + Session.Get(before.Path));
            if (comesSecond)
                await session.FileAsync(connection, before);
            Answer answer = await session.StatusAsync(connection, status);
            if (!answer.Closes)
                throw new WrongAnswerException($"a {status} that does not say that the connection ends");
            await connection.ExpectEndAsync();
        }
        catch (Exception failure) when (failure is WrongAnswerException or SocketException)
        {
            string shown = string.Concat(bytes.Take(60).Select(letter => letter is < ' ' or > '~' ? $"\\x{(int)letter:x2}" : $"{letter}"));
            throw new WrongAnswerException($"{failure.Message} (to {(comesSecond ? "a good request and " : "")}'{shown}')");
        }
    }
}
