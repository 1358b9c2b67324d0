using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform;

/// <summary>A root with what .NET offers everywhere.</summary>
/// <remarks>
/// What it cannot do: a link swapped in between the look at a name and its opening is followed; the state of a file is its
/// size and times alone; and names that are not UTF-8 do not exist. It never waits for a pipe, because those report no
/// size, and what has no size is not opened.
/// </remarks>
internal sealed class PortableRootDirectory(string path) : RootDirectory
{
    private const int LongestChainOfLinks = 40;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _root = Path.GetFullPath(path);

    public override Lookup OpenFile(ReadOnlySpan<byte> path)
    {
        Lookup looked = Look(path, out string name);
        if (looked.Outcome != LookupOutcome.File || looked.Identity.Size == 0)
            return looked;
        try
        {
            SafeFileHandle handle = File.OpenHandle(name, share: FileShare.ReadWrite | FileShare.Delete);
            return Stat(handle) with { Handle = handle };
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return FromException(refusal);
        }
    }

    public override Lookup Stat(ReadOnlySpan<byte> path) => Look(path, out _);

    public override bool IsUnchanged(ReadOnlySpan<byte> path, in FileIdentity identity)
    {
        Lookup found = Stat(path);
        return found.Outcome == LookupOutcome.File && found.Identity == identity;
    }

    public override Lookup Stat(SafeFileHandle file) => new(LookupOutcome.File, new FileIdentity(
        0, 0, RandomAccess.GetLength(file), Nanoseconds(File.GetLastWriteTimeUtc(file)), Nanoseconds(File.GetCreationTimeUtc(file))));

    public override Lookup List(ReadOnlySpan<byte> path, ICollection<FolderEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Lookup looked = Look(path, out string name);
        if (looked.Outcome != LookupOutcome.Directory)
            return looked.Outcome == LookupOutcome.File ? new Lookup(LookupOutcome.NotFound) : looked;
        try
        {
            string prefix = StrictUtf8.GetString(path);
            foreach (string entry in Directory.EnumerateFileSystemEntries(name).Select(entry => Path.GetFileName(entry)))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(entry);
                Lookup found = Stat(Encoding.UTF8.GetBytes(Path.Join(prefix, entry)));
                if (found.Outcome is LookupOutcome.File or LookupOutcome.Directory)
                    entries.Add(new FolderEntry(
                        bytes, found.Outcome == LookupOutcome.Directory, found.Identity.Size, found.Identity.Modified));
            }
            return looked;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return FromException(refusal);
        }
    }

    protected override void Dispose(bool disposing)
    {
        // Nothing is held open.
    }

    private Lookup Look(ReadOnlySpan<byte> path, out string name)
    {
        name = "";
        try
        {
            if (path.Length > LongestPath || !TryResolve(StrictUtf8.GetString(path), out name))
                return new Lookup(LookupOutcome.NotFound);
            bool isFolder = Directory.Exists(name);
            if (!isFolder && (!File.Exists(name) || path.EndsWith((byte)'/')))
                return new Lookup(LookupOutcome.NotFound);
            FileSystemInfo info = isFolder ? new DirectoryInfo(name) : new FileInfo(name);
            return new Lookup(isFolder ? LookupOutcome.Directory : LookupOutcome.File, new FileIdentity(
                0, 0, isFolder ? 0 : ((FileInfo)info).Length, Nanoseconds(info.LastWriteTimeUtc), Nanoseconds(info.CreationTimeUtc)));
        }
        catch (DecoderFallbackException)
        {
            return new Lookup(LookupOutcome.NotFound);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return FromException(refusal);
        }
    }

    /// <summary>Name by name, links replaced by what they say, never above the root; false if it leads outside.</summary>
    private bool TryResolve(string path, out string resolved)
    {
        resolved = _root;
        var names = new Stack<string>(path.Split('/').Reverse());
        var folders = new Stack<string>();
        int links = 0;
        while (names.TryPop(out string? name))
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                if (!folders.TryPop(out string? parent))
                    return false;
                resolved = parent;
                continue;
            }
            if (!IsPlain(name))
                return false;
            string here = Path.Join(resolved, name);
            if (new FileInfo(here).LinkTarget is not { } target)
            {
                folders.Push(resolved);
                resolved = here;
                continue;
            }
            if (Path.IsPathRooted(target) || ++links > LongestChainOfLinks)
                return false;
            foreach (string next in target.Split('/', Path.DirectorySeparatorChar).Reverse())
                names.Push(next);
        }
        return true;
    }

    // Windows reads meaning into names: separators, drives, streams, and endings it ignores.
    private static bool IsPlain(string name) =>
        !name.Contains('\0', StringComparison.Ordinal)
        && (!OperatingSystem.IsWindows() || (name.IndexOfAny(['\\', ':']) < 0 && name[^1] is not ('.' or ' ')));

    private static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static Lookup FromException(Exception refusal) => refusal switch
    {
        UnauthorizedAccessException => new Lookup(LookupOutcome.Forbidden),
        FileNotFoundException or DirectoryNotFoundException or PathTooLongException => new Lookup(LookupOutcome.NotFound),
        _ => new Lookup(LookupOutcome.Failed, Error: Errno.EIO),
    };
}
