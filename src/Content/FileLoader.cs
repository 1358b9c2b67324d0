using Microsoft.Win32.SafeHandles;
using Weft.Http;
using Weft.Platform;

namespace Weft.Content;

/// <summary>From a path below the root to a representation, by way of the file system.</summary>
internal sealed class FileLoader(RootDirectory root)
{
    /// <summary>The most bytes of a file that are held in memory and copied behind their head; larger ones are sent as files.</summary>
    public const int LargestInMemory = 16 * 1024;

    private const int Attempts = 3;

    /// <summary>
    /// How long a file must have been left alone before its bytes are kept: time stamps advance in steps of some
    /// milliseconds, so a second change right after the first may not show.
    /// </summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Loads a file.</summary>
    /// <param name="path">Its path, without a leading slash.</param>
    /// <param name="clock">Now.</param>
    /// <param name="file">The file, acquired once for the caller, if the status is OK.</param>
    /// <param name="mayKeep">Whether another request may be answered with it, as long as its identity holds.</param>
    /// <returns>OK; Moved Permanently for a folder, which has its name with a slash; or why it cannot be had.</returns>
    public Status Load(ReadOnlySpan<byte> path, in Clock clock, out Representation? file, out bool mayKeep)
    {
        file = null;
        mayKeep = false;
        Lookup found = root.OpenFile(path);
        if (found.Outcome != LookupOutcome.File)
            return StatusOf(in found);
        try
        {
            file = Read(path, found, in clock, out bool isConsistent);
            _ = file.TryAcquire();
            mayKeep = isConsistent && HasSettled(file.Identity, in clock);
            return Status.Ok;
        }
        catch (IOException)
        {
            // The disk failed us; what is known of it is not the client's business.
            found.Handle?.Dispose();
            return Status.InternalServerError;
        }
    }

    /// <summary>What a look at a path means to the client.</summary>
    public static Status StatusOf(in Lookup found) => found.Outcome switch
    {
        LookupOutcome.File => Status.Ok,
        LookupOutcome.Directory => Status.MovedPermanently,
        LookupOutcome.NotFound => Status.NotFound,
        LookupOutcome.Forbidden => Status.Forbidden,
        _ => found.Error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.EAGAIN
            ? Status.ServiceUnavailable
            : Status.InternalServerError,
    };

    /// <summary>
    /// Reads a small file until its state before and after is the same. If somebody never stops writing, what was read is
    /// answered with, but without validators: no other client may ever be told that it has these bytes.
    /// </summary>
    private Representation Read(ReadOnlySpan<byte> path, Lookup found, in Clock clock, out bool isConsistent)
    {
        FileIdentity identity = found.Identity;
        byte[] content = [];
        isConsistent = true;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (identity.Size > LargestInMemory)
                return new Representation(path, in identity, [], found.Handle, hasValidators: true, in clock);
            content = ReadWhole(found.Handle, (int)identity.Size);
            FileIdentity after = found.Handle is null ? identity : root.Stat(found.Handle).Identity;
            isConsistent = after == identity && content.Length == identity.Size;
            if (isConsistent)
                break;
            identity = after;
        }
        found.Handle?.Dispose();
        return new Representation(path, in identity, content, handle: null, isConsistent, in clock);
    }

    /// <summary>The first bytes of a file; fewer if it has fewer by now.</summary>
    private static byte[] ReadWhole(SafeFileHandle? handle, int size)
    {
        if (handle is null || size == 0)
            return [];
        byte[] content = new byte[size];
        int length = 0;
        int count;
        while (length < size && (count = RandomAccess.Read(handle, content.AsSpan(length), length)) > 0)
            length += count;
        return length == size ? content : content[..length];
    }

    private static bool HasSettled(in FileIdentity identity, in Clock clock)
    {
        long now = (clock.Utc - DateTime.UnixEpoch).Ticks;
        long latest = Math.Max(identity.ModifiedNs, identity.ChangedNs) / TimeSpan.NanosecondsPerTick;
        return now - latest >= SettlingTime.Ticks;
    }
}
