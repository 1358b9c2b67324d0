using System.Buffers;
using System.Globalization;
using System.Text;

namespace Weft.Tests.Conformance;

/// <summary>
/// Takes responses from a stream of bytes, strictly: it is the judge, so what a lenient client would forgive is a fault
/// here (RFC 9112 §4-6; what Weft promises beside the standard, such as Date and no Content-Length on a 304, as well).
/// </summary>
public static class ResponseReader
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly string[] Singletons =
        ["Date", "Server", "Content-Length", "Content-Type", "Connection", "Location", "Allow", "ETag", "Last-Modified", "Expires",
            "Cache-Control"];

    /// <summary>Reads all responses of a stream that ends with the last of them.</summary>
    /// <param name="stream">Everything the server sent.</param>
    /// <param name="isToHead">Whether the nth answer (interim ones not counted) answers a HEAD.</param>
    /// <exception cref="FormatException">The stream is anything but well-formed responses; the message says where.</exception>
    public static IReadOnlyList<Reply> ReadAll(ReadOnlySpan<byte> stream, Func<int, bool> isToHead)
    {
        ArgumentNullException.ThrowIfNull(isToHead);
        var replies = new List<Reply>();
        int answers = 0;
        int position = 0;
        while (position < stream.Length)
        {
            if (!TryRead(stream[position..], isToHead(answers), out Reply? reply, out int length))
                throw new FormatException($"the stream ends within a response: {Escapes.Encode(stream[position..])}");
            replies.Add(reply!);
            position += length;
            answers += reply!.IsInterim ? 0 : 1;
        }
        return replies;
    }

    /// <summary>Reads one response from the start of what has come so far; false if it is not all there.</summary>
    /// <param name="stream">What has come.</param>
    /// <param name="isToHead">Whether it answers a HEAD.</param>
    /// <param name="reply">The response.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static bool TryRead(ReadOnlySpan<byte> stream, bool isToHead, out Reply? reply, out int length)
    {
        reply = null;
        length = 0;
        int headLength = stream.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
            return false;
        string[] lines = Encoding.Latin1.GetString(stream[..headLength]).Split("\r\n");
        (int status, string reason) = ReadStatusLine(lines[0]);
        List<KeyValuePair<string, string>> fields = [.. lines.Skip(1).Select(ReadField)];
        reply = new Reply { Status = status, Reason = reason, Fields = fields, Body = [] };
        CheckFields(reply);

        int content = ContentLength(reply, isToHead);
        length = headLength + 4 + content;
        if (stream.Length < length)
            return false;
        reply = reply with { Body = stream[(headLength + 4)..length].ToArray() };
        return true;
    }

    private static (int Status, string Reason) ReadStatusLine(string line)
    {
        bool isWellFormed = line.Length > 13 && line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line[12] == ' ';
        if (!isWellFormed || !int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status))
            throw new FormatException($"'{line}' is no status line");
        string reason = line[13..];
        // The table of the standard is asked, not ours alone: a wrong phrase would otherwise agree with itself.
        if (status is < 100 or > 599 || !string.Equals(reason, Phrase(status), StringComparison.Ordinal))
            throw new FormatException($"'{line}' has a status or a phrase that nobody knows");
        return (status, reason);
    }

    private static string Phrase(int status) => status switch
    {
        413 => "Content Too Large",
        414 => "URI Too Long",
        416 => "Range Not Satisfiable",
        505 => "HTTP Version Not Supported",
        431 => "Request Header Fields Too Large",
        _ => string.Concat(((System.Net.HttpStatusCode)status).ToString()
            .Select(static (c, i) => i > 0 && char.IsUpper(c) && c != 'K' ? $" {c}" : $"{c}")),
    };

    private static KeyValuePair<string, string> ReadField(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || line.AsSpan(0, colon).ContainsAnyExcept(TokenCharacters))
            throw new FormatException($"'{line}' is no field line");
        string value = line[(colon + 1)..];
        if (value.Length < 2 || value[0] != ' ' || value[1] is ' ' or '\t' || value[^1] is ' ' or '\t')
            throw new FormatException($"'{line}': one space before the value, none after it");
        if (value.Any(static c => char.IsControl(c) && c != '\t'))
            throw new FormatException($"'{Escapes.Encode(Encoding.Latin1.GetBytes(line))}' has a control");
        return new KeyValuePair<string, string>(line[..colon], value[1..]);
    }

    private static void CheckFields(Reply reply)
    {
        foreach (string name in Singletons)
        {
            if (reply.Fields.Count(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)) > 1)
                throw new FormatException($"{name} comes twice");
        }
        if (reply["Transfer-Encoding"] is not null)
            throw new FormatException("there is a Transfer-Encoding, which this server never uses");
        if (reply.IsInterim)
        {
            if (reply.Fields.Count > 0)
                throw new FormatException("an interim response needs no fields");
            return;
        }
        if (!DateTime.TryParseExact(reply["Date"], "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            throw new FormatException($"Date is '{reply["Date"]}' and no IMF-fixdate");
        if (!string.Equals(reply["Server"], "Weft", StringComparison.Ordinal))
            throw new FormatException($"Server is '{reply["Server"]}'");
        if (reply["Connection"] is not (null or "close" or "keep-alive"))
            throw new FormatException($"Connection is '{reply["Connection"]}'");
        if (reply.Status == 405 && reply["Allow"] is null)
            throw new FormatException("a 405 has to say Allow (RFC 9110 §15.5.6)");
    }

    private static int ContentLength(Reply reply, bool isToHead)
    {
        string? text = reply["Content-Length"];
        if (reply.IsInterim || reply.Status is 204 or 304)
        {
            return text is null
                ? 0
                : throw new FormatException($"a {reply.Status} has no Content-Length (RFC 9110 §8.6)");
        }
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length);
        if (!isNumber || !string.Equals(text, length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            throw new FormatException($"Content-Length is '{text}'");
        return isToHead ? 0 : checked((int)length);
    }
}
