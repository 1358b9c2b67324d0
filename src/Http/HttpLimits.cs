namespace Weft.Http;

/// <summary>Every bound of the HTTP core, with its default. Sizes are bytes, times are wall seconds as TimeSpan.</summary>
public sealed record HttpLimits
{
    /// <summary>The longest method name; the longest registered one (UPDATEREDIRECTREF) has 17 bytes.</summary>
    public const int MethodBytes = 32;

    /// <summary>Most bytes of one receive call (1 to 1 MiB; <c>--recv</c>).</summary>
    public int ReceiveBytes { get; init; } = 65536;

    /// <summary>The longest request line, above which the answer is 414. RFC 9112 §3 asks for at least 8,000.</summary>
    public int RequestLineBytes { get; init; } = 16 * 1024;

    /// <summary>The longest single field line, above which the answer is 431.</summary>
    public int FieldLineBytes { get; init; } = 16 * 1024;

    /// <summary>The most bytes of all field lines together, above which the answer is 431.</summary>
    public int FieldSectionBytes { get; init; } = 32 * 1024;

    /// <summary>The most field lines, above which the answer is 431.</summary>
    public int FieldLines { get; init; } = 100;

    /// <summary>The most request content that is read past before the answer is 413.</summary>
    public int ContentBytes { get; init; } = 64 * 1024;

    /// <summary>The most bytes of chunk extensions in one message (CVE-2023-39326), above which the answer is 400.</summary>
    public int ChunkExtensionBytes { get; init; } = 4 * 1024;

    /// <summary>Pending output at which no further pipelined request is answered until some of it has been sent.</summary>
    public int OutputBytes { get; init; } = 64 * 1024;

    /// <summary>How long a connection may say nothing between requests; it is then closed without a word.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle connection still waits when it may not persist (<see cref="HttpConnection.MayPersist"/>).</summary>
    public TimeSpan YieldTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a request head may take, from its first byte to its last; 408 after that.</summary>
    public TimeSpan HeadTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long request content may take; 408 after that.</summary>
    public TimeSpan ContentTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The slowest a peer may acknowledge what it is sent, in bytes per second over a whole <see cref="IdleTime"/>.</summary>
    public int AckedBytesPerSecond { get; init; } = 240;

    /// <summary>How long a lingering close waits for the peer to stop talking.</summary>
    public TimeSpan LingerTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How much a lingering close discards.</summary>
    public int LingerBytes { get; init; } = 1024 * 1024;

    /// <summary>How long each request waits before it is answered (<c>--delay</c>): the lesson's stand-in for work.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.Zero;

    /// <summary>The longest a handler may have its answer held back; a longer <see cref="Response.Delay"/> is cut to this.</summary>
    public TimeSpan HandlerDelay { get; init; } = TimeSpan.FromSeconds(30);
}
