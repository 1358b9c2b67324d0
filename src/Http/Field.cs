using System.Text;

namespace Weft.Http;

/// <summary>The request fields that anybody here reads; all others are checked and passed over.</summary>
public enum Field
{
    /// <summary>A field that nobody here reads.</summary>
    Other,

    /// <summary>Host (RFC 9110 §7.2).</summary>
    Host,

    /// <summary>Connection (RFC 9110 §7.6.1).</summary>
    Connection,

    /// <summary>Content-Length (RFC 9110 §8.6).</summary>
    ContentLength,

    /// <summary>Transfer-Encoding (RFC 9112 §6.1).</summary>
    TransferEncoding,

    /// <summary>Expect (RFC 9110 §10.1.1).</summary>
    Expect,

    /// <summary>If-Match (RFC 9110 §13.1.1).</summary>
    IfMatch,

    /// <summary>If-None-Match (RFC 9110 §13.1.2).</summary>
    IfNoneMatch,

    /// <summary>If-Modified-Since (RFC 9110 §13.1.3).</summary>
    IfModifiedSince,

    /// <summary>If-Unmodified-Since (RFC 9110 §13.1.4).</summary>
    IfUnmodifiedSince,

    /// <summary>If-Range (RFC 9110 §13.1.5).</summary>
    IfRange,

    /// <summary>Range (RFC 9110 §14.2).</summary>
    Range,

    /// <summary>Accept-Encoding (RFC 9110 §12.5.3).</summary>
    AcceptEncoding,

    /// <summary>User-Agent (RFC 9110 §10.1.5).</summary>
    UserAgent,

    /// <summary>Referer (RFC 9110 §10.1.3).</summary>
    Referer,
}

internal static class FieldName
{
    public const int Count = (int)Field.Referer + 1;

    /// <summary>Which field a name means; names are case-insensitive (RFC 9110 §5.1).</summary>
    public static Field Parse(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 => Is(name, "host"u8, Field.Host),
        5 => Is(name, "range"u8, Field.Range),
        6 => Is(name, "expect"u8, Field.Expect),
        7 => Is(name, "referer"u8, Field.Referer),
        8 => name[3] is (byte)'m' or (byte)'M' ? Is(name, "if-match"u8, Field.IfMatch) : Is(name, "if-range"u8, Field.IfRange),
        10 => name[0] is (byte)'c' or (byte)'C'
            ? Is(name, "connection"u8, Field.Connection)
            : Is(name, "user-agent"u8, Field.UserAgent),
        13 => Is(name, "if-none-match"u8, Field.IfNoneMatch),
        14 => Is(name, "content-length"u8, Field.ContentLength),
        15 => Is(name, "accept-encoding"u8, Field.AcceptEncoding),
        17 => name[0] is (byte)'t' or (byte)'T'
            ? Is(name, "transfer-encoding"u8, Field.TransferEncoding)
            : Is(name, "if-modified-since"u8, Field.IfModifiedSince),
        19 => Is(name, "if-unmodified-since"u8, Field.IfUnmodifiedSince),
        _ => Field.Other,
    };

    /// <summary>
    /// A singleton that comes twice says nothing (RFC 9110 §5.3): conditions and ranges are then ignored. Host and the
    /// framing fields are not here, because there a second one refuses the message.
    /// </summary>
    public static bool IsIgnoredIfRepeated(Field field) =>
        field is Field.Range or Field.IfRange or Field.IfModifiedSince or Field.IfUnmodifiedSince;

    private static Field Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected, Field field) =>
        Ascii.EqualsIgnoreCase(name, expected) ? field : Field.Other;
}
