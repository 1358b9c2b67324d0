using System.Runtime.CompilerServices;

namespace Weft.Http;

/// <summary>Where the content of a request ends (RFC 9112 §6.3).</summary>
internal enum Framing
{
    None,
    Length,
    Chunked,
}

/// <summary>What a request asks of Expect (RFC 9110 §10.1.1).</summary>
internal enum Expectation
{
    None,
    Continue,
    Unknown,
}

/// <summary>
/// What has been understood of a request head so far: offsets into the bytes it came in, and decisions. It is replaced
/// whole for the next request, so nothing of one request can leak into another.
/// </summary>
internal struct RequestHead
{
    /// <summary>Bytes understood; the length of the head once it is complete.</summary>
    public int Length;

    public bool SkippedEmptyLine;
    public bool HasRequestLine;
    public Method Method;
    public bool IsHttp10;

    /// <summary>Where the request line stands, without its CRLF.</summary>
    public Stretch RequestLine;

    /// <summary>The path of the target as sent, or empty for "*" and an authority.</summary>
    public Stretch Path;

    public bool HasQuery;
    public Stretch Query;

    public int FieldLines;
    public int FieldBytes;
    public int FieldsStart;
    public FieldTable Fields;

    public bool AsksClose;
    public bool AsksKeepAlive;
    public Expectation Expectation;
    public Framing Framing;
    public long ContentLength;

    /// <summary>Persistent unless somebody says otherwise; for HTTP/1.0 the other way round (RFC 9112 §9.3).</summary>
    public readonly bool Persists => !AsksClose && (!IsHttp10 || AsksKeepAlive);
}

/// <summary>A stretch of the bytes a head came in.</summary>
internal readonly record struct Stretch(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> bytes) => bytes.Slice(Start, Length);
}

/// <summary>The first line of a field, and how many there were.</summary>
internal struct FieldOccurrence
{
    public int Start;
    public int Length;
    public int Count;
}

/// <summary>One occurrence for each field that somebody reads.</summary>
[InlineArray(FieldName.Count)]
internal struct FieldTable
{
    private FieldOccurrence _first;
}
