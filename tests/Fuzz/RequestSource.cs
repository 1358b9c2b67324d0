using System.Globalization;
using System.Text;
using Weft.Tests.Conformance;

namespace Weft.Tests.Fuzz;

/// <summary>Where mutation starts: valid requests made by chance, and what the conformance cases send.</summary>
internal sealed class RequestSource
{
    private const int LongestCase = 4000;

    private static readonly string[] Methods = ["GET", "GET", "GET", "GET", "HEAD", "HEAD", "OPTIONS", "POST", "PUT", "BREW"];
    private static readonly string[] Targets =
        ["/", "/a", "/a/b.txt", "/a%20b", "/a/../b", "//a//b/", "/file", "/f", "/f", "/file?x=%zz", "/missing", "/x?y#", "http://h/a", "http://h", "/%2e/a"];

    private static readonly string[] Fields =
    [
        "Connection: keep-alive", "Connection: close", "Connection: TE,, x", "User-Agent: me/1.0", "Accept: */*", "Expect: 100-continue",
        "Range: bytes=0-1", "If-None-Match: \"a\", W/\"b\"", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "X: \u00FF\u0080", "Empty:",
        "Accept-Encoding: gzip;q=0", "Referer: http://a/", "If-Range: \"a\"", "Range: bytes=2-3", "If-Match: \"a\", W/\"b\"", "If-None-Match: *",
        "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", "If-Unmodified-Since: Sun Nov  6 08:49:37 1994",
        "If-Range: Sun, 06 Nov 1994 08:49:37 GMT", "If-Modified-Since: Fri, 31 Dec 9999 23:59:59 GMT",
    ];

    private readonly byte[][] _cases =
    [
        .. CaseFile.LoadAll()
            .Select(static its => its.Actions.OfType<SendBytes>().SelectMany(static send => send.Bytes).ToArray())
            .Where(static bytes => bytes.Length is > 0 and < LongestCase),
    ];

    /// <summary>One input: a case, or up to four valid requests behind one another.</summary>
    public byte[] Next(Random random)
    {
        if (random.Next(100) < 30)
            return _cases[random.Next(_cases.Length)];
        var text = new StringBuilder();
        for (int left = random.Next(1, 5); left > 0; left--)
            AppendRequest(text, random);
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static void AppendRequest(StringBuilder text, Random random)
    {
        string version = random.Next(8) == 0 ? "HTTP/1.0" : "HTTP/1.1";
        text.Append(CultureInfo.InvariantCulture, $"{Any(Methods, random)} {Any(Targets, random).TrimEnd('#')} {version}\r\nHost: a\r\n");
        for (int left = random.Next(4); left > 0; left--)
            text.Append(random.Next(4) == 0 ? Ranges(random) : Any(Fields, random)).Append("\r\n");
        string content = new('c', random.Next(4) == 0 ? random.Next(3000) : random.Next(12));
        switch (random.Next(5))
        {
            case 0:
                text.Append(CultureInfo.InvariantCulture, $"Content-Length: {content.Length}\r\n\r\n{content}");
                break;
            case 1 when version == "HTTP/1.1":
                text.Append("Transfer-Encoding: chunked\r\n\r\n");
                AppendChunks(text, content, random);
                break;
            default:
                text.Append("\r\n");
                break;
        }
    }

    private static void AppendChunks(StringBuilder text, string content, Random random)
    {
        while (content.Length > 0)
        {
            int size = random.Next(1, content.Length + 1);
            string extension = random.Next(4) == 0 ? ";a=\"b\\\"c\" ; d" : "";
            text.Append(CultureInfo.InvariantCulture, $"{size:x}{extension}\r\n{content[..size]}\r\n");
            content = content[size..];
        }
        text.Append("0\r\n").Append(random.Next(3) == 0 ? "Trailer: x\r\n" : "").Append("\r\n");
    }

    private static string Ranges(Random random)
    {
        IEnumerable<string> specs = Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
        {
            int first = random.Next(520);
            return random.Next(6) switch
            {
                0 => string.Create(CultureInfo.InvariantCulture, $"{first}-"),
                1 => string.Create(CultureInfo.InvariantCulture, $"-{first}"),
                _ => string.Create(CultureInfo.InvariantCulture, $"{first}-{first + random.Next(50)}"),
            };
        });
        return "Range: bytes=" + string.Join(random.Next(2) == 0 ? "," : ", ", specs);
    }

    private static string Any(string[] choices, Random random) => choices[random.Next(choices.Length)];
}
