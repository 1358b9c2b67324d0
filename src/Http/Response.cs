using Microsoft.Win32.SafeHandles;

namespace Weft.Http;

/// <summary>A stretch of an open file. It is carried through the core and never read there.</summary>
/// <param name="Handle">The open file, or null for no file.</param>
/// <param name="Offset">Where the stretch begins, in bytes.</param>
/// <param name="Length">How many bytes it has.</param>
public readonly record struct FileSlice(SafeFileHandle? Handle, long Offset, long Length);

/// <summary>
/// What a handler answers. It says what only it can know; the connection adds <c>Date</c>, <c>Server</c>,
/// <c>Content-Length</c> and <c>Connection</c>, and leaves the content out where the method or the status wants none.
/// </summary>
public struct Response
{
    /// <summary>The status. 4xx, 5xx and 301 without content get a small page.</summary>
    public Status Status;

    /// <summary>Complete field lines, each ended by CRLF, sent as they are.</summary>
    public ReadOnlyMemory<byte> Fields;

    /// <summary>Content in memory, copied behind the head: keep it small (about 16 KB).</summary>
    public ReadOnlyMemory<byte> Content;

    /// <summary>
    /// Content in a file, if <see cref="Content"/> is empty. The handler takes a reference on the handle
    /// (<c>DangerousAddRef</c>) for this response, and the connection releases it, whatever happens.
    /// </summary>
    public FileSlice File;

    /// <summary>How long the answer stays fresh: <c>Expires</c> is <c>Date</c> plus this. Zero for no <c>Expires</c>.</summary>
    public TimeSpan Lifetime;
}

/// <summary>
/// Answers one GET or HEAD. It never blocks for long, and it takes bad input as input: a refusal is a status, not an
/// exception. An exception that escapes it becomes a 500.
/// </summary>
/// <param name="request">The request; its spans are valid during the call.</param>
/// <param name="response">Empty on entry; the answer on return.</param>
public delegate void RequestHandler(in Request request, ref Response response);
