using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Http;
using Weft.Platform;

namespace Weft.Content;

/// <summary>
/// One state of one file, ready to be answered with: its bytes if it is small, its open handle if it is large, and its
/// field lines. Immutable, but for two marks that only spare work.
/// </summary>
internal sealed class Representation
{
    // Keep it, and ask each time whether it is still the same. Why, and beside Expires: docs/decisions/0005.
    private static ReadOnlySpan<byte> CacheControl => "Cache-Control: no-cache\r\n"u8;

    private readonly byte[] _content;
    private readonly SafeFileHandle? _handle;
    private readonly byte[] _fields;
    private readonly byte[] _notModifiedFields;
    private long _checkedIn;

    /// <summary>Describes a file.</summary>
    /// <param name="path">The path it was found under, which says its media type.</param>
    /// <param name="identity">Its state.</param>
    /// <param name="content">All its bytes, if it is small.</param>
    /// <param name="handle">The open file, if it is large; closed by <see cref="Close"/>.</param>
    /// <param name="hasValidators">Whether its state can be told from every other by its size and times.</param>
    /// <param name="clock">Now: no file was modified later.</param>
    public Representation(
        ReadOnlySpan<byte> path, in FileIdentity identity, byte[] content, SafeFileHandle? handle, bool hasValidators, in Clock clock)
    {
        Path = path.ToArray();
        Identity = identity;
        _content = content;
        _handle = handle;
        if (hasValidators && IsTelling(identity.ChangedNs))
            EntityTag = Encoding.ASCII.GetBytes($"\"{StateName}\"");
        if (hasValidators && IsTelling(identity.ModifiedNs))
        {
            // RFC 9110 §8.8.2.1: no Last-Modified is later than Date. Whole seconds are all that its format can say.
            long ticks = Math.Min(identity.Modified.Ticks, clock.Utc.Ticks);
            LastModified = new DateTime(ticks - (ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        }
        byte[] entityTagField = EntityTag.Length == 0 ? [] : [.. "ETag: "u8, .. EntityTag, .. "\r\n"u8];
        _notModifiedFields = [.. CacheControl, .. entityTagField];
        _fields = MakeFields(entityTagField);
    }

    /// <summary>The path it was found under.</summary>
    public byte[] Path { get; }

    /// <summary>The state it describes.</summary>
    public FileIdentity Identity { get; }

    /// <summary>
    /// What this state of the file is called: its size, when it was written and when anything about it last changed. The
    /// last makes the difference, since it is the kernel that sets it: whoever puts the time of modification back, as tar,
    /// rsync and touch do, does not put back this one.
    /// </summary>
    public string StateName => string.Create(
        CultureInfo.InvariantCulture, $"{Identity.Size:x}-{Identity.ModifiedNs:x}-{Identity.ChangedNs:x}");

    /// <summary>
    /// The strong entity tag, with its quotes; empty if there is none. Strong, because a weak one cannot resume a download
    /// (RFC 9110 §13.1.5).
    /// </summary>
    public byte[] EntityTag { get; } = [];

    /// <summary>When it was last modified, in whole seconds, UTC; null if nobody knows.</summary>
    public DateTime? LastModified { get; }

    /// <summary>How many bytes it has; what was read, of a file that never held still while it was read.</summary>
    public long Size => _handle is null ? _content.Length : Identity.Size;

    /// <summary>Whether it holds a file open.</summary>
    public bool HasHandle => _handle is not null;

    /// <summary>The memory it takes, in bytes, roughly.</summary>
    public int Cost => Path.Length + _content.Length + _fields.Length + _notModifiedFields.Length + 256;

    /// <summary>Whether it was asked for since the cache last looked for something to drop.</summary>
    public bool IsUsed { get; set; }

    /// <summary>The last <see cref="Request.Batch"/> for which the file was found unchanged.</summary>
    public long CheckedIn
    {
        get => Volatile.Read(ref _checkedIn);
        set => Volatile.Write(ref _checkedIn, value);
    }

    /// <summary>Keeps the file open for one answer; false if it has been closed, because the cache dropped it.</summary>
    public bool TryAcquire()
    {
        if (_handle is null)
            return true;
        bool isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Gives back what <see cref="TryAcquire"/> took, where no answer carries it on.</summary>
    public void Release() => _handle?.DangerousRelease();

    /// <summary>Answers with the file, which was acquired for it: the connection releases it.</summary>
    public void Put(in ByteRangeSet ranges, TimeSpan lifetime, ref Response response)
    {
        response.Lifetime = lifetime;
        switch (ranges.Kind)
        {
            case ByteRangeKind.Unsatisfiable:
                Release();
                response.Status = Status.RangeNotSatisfiable;
                response.Fields = RangeFields.Unsatisfiable(Size);
                response.Lifetime = TimeSpan.Zero;
                break;
            case ByteRangeKind.Single:
                response.Status = Status.PartialContent;
                response.Fields = RangeFields.Single(ranges.Ranges[0], Size, _fields);
                PutContent(ranges.Ranges[0], ref response);
                break;
            case ByteRangeKind.Multiple:
                response.Status = Status.PartialContent;
                new Multipart(this, _fields).Put(ranges.Ranges, _content, _handle, ref response);
                break;
            default:
                response.Status = Status.Ok;
                response.Fields = _fields;
                PutContent(new ByteRange(0, Size), ref response);
                break;
        }
    }

    /// <summary>Puts into a 304 what tells the stored response apart, and nothing else (RFC 9110 §15.4.5).</summary>
    public void PutNotModified(TimeSpan lifetime, ref Response response)
    {
        response.Fields = _notModifiedFields;
        response.Lifetime = lifetime;
    }

    private void PutContent(ByteRange range, ref Response response)
    {
        if (_handle is null)
            response.Content = _content.AsMemory((int)range.First, (int)range.Length);
        else
            response.File = new FileSlice(_handle, range.First, range.Length);
    }

    /// <summary>Closes the file, once the last answer that carries it has been sent.</summary>
    public void Close() => _handle?.Dispose();

    // Reproducible builds set every file to second 0 or 1 of 1970, and an image of a file system without times of change
    // shows that as both times: such a time tells no state from another.
    private static bool IsTelling(long ns) => ns is < 0 or >= 2_000_000_000;

    private byte[] MakeFields(byte[] entityTagField)
    {
        var fields = new ArrayBufferWriter<byte>(256);
        ReadOnlySpan<byte> type = MediaType.Of(Path);
        fields.Write("Content-Type: "u8);
        fields.Write(type);
        fields.Write(MediaType.HasCharset(type) ? "; charset=utf-8\r\n"u8 : "\r\n"u8);
        fields.Write("X-Content-Type-Options: nosniff\r\nAccept-Ranges: bytes\r\n"u8);
        fields.Write(CacheControl);
        if (LastModified is { } lastModified)
        {
            fields.Write("Last-Modified: "u8);
            HttpDate.Write(lastModified, fields.GetSpan(HttpDate.Length));
            fields.Advance(HttpDate.Length);
            fields.Write("\r\n"u8);
        }
        fields.Write(entityTagField);
        return fields.WrittenSpan.ToArray();
    }
}
