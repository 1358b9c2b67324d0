using Microsoft.Win32.SafeHandles;

namespace Weft.Http;

/// <summary>A stretch of an open file. It is carried through the core and never read there.</summary>
/// <param name="Handle">The open file, or null for no file.</param>
/// <param name="Offset">Where the stretch begins, in bytes.</param>
/// <param name="Length">How many bytes it has.</param>
public readonly record struct FileSlice(SafeFileHandle? Handle, long Offset, long Length);

/// <summary>A stretch of a file that is sent behind some bytes, as the parts of multipart/byteranges are.</summary>
/// <param name="Preamble">The bytes.</param>
/// <param name="Offset">Where the stretch begins, in bytes.</param>
/// <param name="Length">How many bytes it has, at least one.</param>
public readonly record struct FilePart(ReadOnlyMemory<byte> Preamble, long Offset, long Length);

/// <summary>
/// What a handler answers. It says what only it can know; the connection adds <c>Date</c>, <c>Server</c>,
/// <c>Content-Length</c> and <c>Connection</c>, and leaves the content out where the method or the status wants none.
/// </summary>
public struct Response
{
    /// <summary>
    /// The status. 4xx, 5xx and 301 without content get a small page, with its Content-Type and <c>Cache-Control: no-cache</c>.
    /// </summary>
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

    /// <summary>
    /// Several stretches of <see cref="File"/>'s handle, each behind bytes of its own, in the place of one; null for one.
    /// What <see cref="File"/> says of offset and length is then not used.
    /// </summary>
    public FilePart[]? Parts;

    /// <summary>What follows the last of <see cref="Parts"/>.</summary>
    public ReadOnlyMemory<byte> Epilogue;

    /// <summary>
    /// How long the answer stays fresh, unless <see cref="Fields"/> say otherwise: <c>Expires</c> is <c>Date</c> plus this.
    /// Zero for no <c>Expires</c>.
    /// </summary>
    public TimeSpan Lifetime;

    /// <summary>
    /// How long this request waits before it is answered, without holding a thread where the engine has none to spare; zero
    /// for not at all. The handler is then asked once more, and what it says the second time is sent: an answer is as fresh
    /// as if it had not waited. At most <see cref="HttpLimits.HandlerDelay"/>.
    /// </summary>
    public TimeSpan Delay;

    /// <summary>The length of all content, in bytes.</summary>
    internal readonly long ContentLength
    {
        get
        {
            if (File.Handle is null)
                return Content.Length;
            if (Parts is null)
                return File.Length;
            long length = Epilogue.Length;
            foreach (FilePart part in Parts)
                length += part.Preamble.Length + part.Length;
            return length;
        }
    }
}

/// <summary>
/// Answers one GET or HEAD. It never blocks for long, and it takes bad input as input: a refusal is a status, not an
/// exception. An exception that escapes it becomes a 500.
/// </summary>
/// <param name="request">The request; its spans are valid during the call.</param>
/// <param name="response">Empty on entry; the answer on return.</param>
public delegate void RequestHandler(in Request request, ref Response response);
