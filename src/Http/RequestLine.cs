using System.Text;

namespace Weft.Http;

/// <summary><c>method SP request-target SP HTTP-version</c> (RFC 9112 §3), with exactly these two spaces.</summary>
internal static class RequestLine
{
    /// <summary>
    /// Notes the line and its method before anything is checked. So a refused line can be logged, and the refusal of a HEAD
    /// has no content (RFC 9110 §9.3.2).
    /// </summary>
    public static void Note(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        head.RequestLine = new Stretch(start, line.Length);
        int space = line.IndexOf((byte)' ');
        head.Method = space < 0 ? Method.Unknown : ParseMethod(line[..space]);
    }

    /// <summary>Parses one whole line, without its CRLF; returns the status of the refusal, or None.</summary>
    public static Status Parse(ReadOnlySpan<byte> line, int start, ref RequestHead head)
    {
        Note(line, start, ref head);
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first < 0 || first == last)
            return Status.BadRequest;
        ReadOnlySpan<byte> method = line[..first];
        ReadOnlySpan<byte> target = line[(first + 1)..last];
        if (method.Length > HttpLimits.MethodBytes || !Grammar.IsToken(method) || !Grammar.IsTarget(target))
            return Status.BadRequest;
        Status refusal = ParseVersion(line[(last + 1)..], ref head);
        if (refusal != Status.None)
            return refusal;
        return ParseTarget(target, start + first + 1, ref head) ? Status.None : Status.BadRequest;
    }

    // HTTP-version = "HTTP" "/" DIGIT "." DIGIT, case-sensitive (RFC 9112 §2.3). A higher minor version counts as HTTP/1.1.
    private static Status ParseVersion(ReadOnlySpan<byte> version, ref RequestHead head)
    {
        if (version.Length != 8 || !version.StartsWith("HTTP/"u8) || version[6] != '.'
            || !char.IsAsciiDigit((char)version[5]) || !char.IsAsciiDigit((char)version[7]))
            return Status.BadRequest;
        head.IsHttp10 = version[7] == '0';
        return version[5] == '1' ? Status.None : Status.HttpVersionNotSupported;
    }

    private static Method ParseMethod(ReadOnlySpan<byte> method) => method switch
    {
        _ when method.SequenceEqual("GET"u8) => Method.Get,
        _ when method.SequenceEqual("HEAD"u8) => Method.Head,
        _ when method.SequenceEqual("OPTIONS"u8) => Method.Options,
        _ when method.SequenceEqual("POST"u8) => Method.Post,
        _ when method.SequenceEqual("PUT"u8) => Method.Put,
        _ when method.SequenceEqual("DELETE"u8) => Method.Delete,
        _ when method.SequenceEqual("PATCH"u8) => Method.Patch,
        _ when method.SequenceEqual("TRACE"u8) => Method.Trace,
        _ when method.SequenceEqual("CONNECT"u8) => Method.Connect,
        _ => Method.Unknown,
    };

    // The four forms of RFC 9112 §3.2.
    private static bool ParseTarget(ReadOnlySpan<byte> target, int start, ref RequestHead head)
    {
        if (head.Method == Method.Connect)
            return HostField.IsValidWithPort(target);
        if (target[0] == '/')
            return ParseOrigin(target, start, ref head);
        if (target.SequenceEqual("*"u8))
            return head.Method == Method.Options;
        return ParseAbsolute(target, start, ref head);
    }

    // absolute-form: the authority replaces Host (RFC 9112 §3.2.2), and since one site is served, it only has to be valid.
    private static bool ParseAbsolute(ReadOnlySpan<byte> target, int start, ref RequestHead head)
    {
        ReadOnlySpan<byte> scheme = "http://"u8;
        if (target.Length <= scheme.Length || !Ascii.EqualsIgnoreCase(target[..scheme.Length], scheme))
            return false;
        ReadOnlySpan<byte> rest = target[scheme.Length..];
        int end = rest.IndexOfAny((byte)'/', (byte)'?');
        if (!HostField.IsValid(end < 0 ? rest : rest[..end]))
            return false;
        // "OPTIONS http://host" without a path means "OPTIONS *" (RFC 9112 §3.2.4): the path stays empty there too.
        return end < 0 || ParseOrigin(rest[end..], start + scheme.Length + end, ref head);
    }

    private static bool ParseOrigin(ReadOnlySpan<byte> target, int start, ref RequestHead head)
    {
        int question = target.IndexOf((byte)'?');
        head.HasQuery = question >= 0;
        if (head.HasQuery)
            head.Query = new Stretch(start + question + 1, target.Length - question - 1);
        head.Path = new Stretch(start, head.HasQuery ? question : target.Length);
        return true;
    }
}
