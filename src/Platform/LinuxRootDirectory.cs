using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Weft.Platform.FileCalls;

namespace Weft.Platform;

/// <summary>A root on Linux: its descriptor, and a walk that never leaves it.</summary>
internal sealed unsafe class LinuxRootDirectory : RootDirectory
{
    private const uint IdentityMask = STATX_TYPE | STATX_SIZE | STATX_MTIME | STATX_CTIME | STATX_INO;

    private readonly int _root;
    private readonly IPathWalk _walk;
    private bool _isDisposed;

    public LinuxRootDirectory(string path, PathResolution resolution)
    {
        byte[] name = [.. System.Text.Encoding.UTF8.GetBytes(path), 0];
        fixed (byte* pointer = name)
            _root = openat(AT_FDCWD, pointer, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        if (_root < 0)
            throw new IOException($"The folder {path} cannot be opened: error {LastError}.");
        bool hasOpenat2 = resolution != PathResolution.Components && KernelWalk.IsAvailable(_root);
        if (resolution == PathResolution.Kernel && !hasOpenat2)
            throw new PlatformNotSupportedException("This kernel has no openat2, or a sandbox forbids it.");
        _walk = hasOpenat2 ? new KernelWalk() : new ComponentWalk();
    }

    public override SafeHandle Handle => new SafeFileHandle(_root, ownsHandle: false);

    /// <remarks>
    /// Opening can have effects (a pipe waits for its other end, a tape rewinds), so the first look is O_PATH, which has
    /// none; O_NONBLOCK is there in case something else takes the place of the file between the two.
    /// </remarks>
    public override Lookup OpenFile(ReadOnlySpan<byte> path)
    {
        Span<byte> name = stackalloc byte[path.Length <= LongestPath ? path.Length + 2 : 0];
        if (!TryTerminate(path, ref name))
            return new Lookup(LookupOutcome.NotFound);
        Lookup looked = StatByWalk(name);
        if (looked.Outcome != LookupOutcome.File)
            return looked;

        int fd = _walk.Open(_root, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd < 0)
            return Lookup.FromError(-fd);
        Lookup opened = StatDescriptor(fd);
        if (opened.Outcome == LookupOutcome.File)
            return opened with { Handle = new SafeFileHandle(fd, ownsHandle: true) };
        _ = close(fd);
        return opened;
    }

    public override Lookup Stat(ReadOnlySpan<byte> path)
    {
        Span<byte> name = stackalloc byte[path.Length <= LongestPath ? path.Length + 2 : 0];
        if (!TryTerminate(path, ref name))
            return new Lookup(LookupOutcome.NotFound);
        return StatByWalk(name);
    }

    /// <remarks>
    /// This is the hot path, and three calls (open, look, close) are too many. A path of which no part is a link stays below
    /// the root, and to see that takes one call for each part. If one is swapped for a link in between, this may look at
    /// something outside: that has another identity, and nothing else is told of it.
    /// </remarks>
    public override bool IsUnchanged(ReadOnlySpan<byte> path, in FileIdentity identity)
    {
        Span<byte> name = stackalloc byte[path.Length <= LongestPath ? path.Length + 2 : 0];
        if (!TryTerminate(path, ref name))
            return false;
        Lookup found = default;
        for (int end = 0; end < name.Length; end++)
        {
            byte separator = name[end];
            if (separator is not ((byte)'/' or 0))
                continue;
            name[end] = 0;
            found = StatAt(_root, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, out int type);
            name[end] = separator;
            if (type == S_IFLNK)
            {
                found = StatByWalk(name);
                break;
            }
        }
        return found.Outcome == LookupOutcome.File && found.Identity == identity;
    }

    public override Lookup Stat(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return StatDescriptor((int)file.DangerousGetHandle());
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }

    public override Lookup List(ReadOnlySpan<byte> path, ICollection<FolderEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Span<byte> name = stackalloc byte[path.Length <= LongestPath ? path.Length + 2 : 0];
        if (!TryTerminate(path, ref name))
            return new Lookup(LookupOutcome.NotFound);
        int fd = _walk.Open(_root, name, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
            return Lookup.FromError(-fd);
        try
        {
            Lookup folder = StatDescriptor(fd);
            byte[] prefix = path.IsEmpty || path[^1] == '/' ? path.ToArray() : [.. path, (byte)'/'];
            var names = new List<byte[]>();
            int error = DirectoryStream.Read(fd, names);
            foreach (byte[] entry in names)
                AddEntry(fd, prefix, entry, entries);
            return error == 0 ? folder : Lookup.FromError(error);
        }
        finally
        {
            _ = close(fd);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
            _ = close(_root);
        _isDisposed = true;
    }

    private void AddEntry(int folder, byte[] prefix, byte[] name, ICollection<FolderEntry> entries)
    {
        Lookup found = StatAt(folder, [.. name, 0], AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, out int type);
        if (type == S_IFLNK)
            found = Stat([.. prefix, .. name]);
        if (found.Outcome is LookupOutcome.File or LookupOutcome.Directory)
        {
            bool isFolder = found.Outcome == LookupOutcome.Directory;
            entries.Add(new FolderEntry(name, isFolder, found.Identity.Size, found.Identity.Modified));
        }
    }

    private Lookup StatByWalk(ReadOnlySpan<byte> name)
    {
        int fd = _walk.Open(_root, name, O_PATH | O_CLOEXEC);
        if (fd < 0)
            return Lookup.FromError(-fd);
        Lookup found = StatDescriptor(fd);
        _ = close(fd);
        return found;
    }

    private static Lookup StatDescriptor(int fd) => StatAt(fd, "\0"u8, AT_EMPTY_PATH, out _);

    private static Lookup StatAt(int folder, ReadOnlySpan<byte> name, int flags, out int type)
    {
        Statx state;
        int result;
        fixed (byte* pointer = name)
            result = statx(folder, pointer, flags, IdentityMask, &state);
        type = result < 0 ? 0 : state.Type;
        if (result < 0)
            return Lookup.FromError(LastError);
        var identity = new FileIdentity(
            ((ulong)state.DeviceMajor << 32) | state.DeviceMinor,
            state.Inode,
            (long)state.Size,
            state.Modified.TotalNanoseconds,
            state.Changed.TotalNanoseconds);
        return type switch
        {
            S_IFREG => new Lookup(LookupOutcome.File, identity),
            S_IFDIR => new Lookup(LookupOutcome.Directory, identity),
            _ => new Lookup(LookupOutcome.NotFound),
        };
    }

    /// <summary>Makes a C string of a path; false if it is too long or holds a NUL, so that nothing has this name.</summary>
    private static bool TryTerminate(ReadOnlySpan<byte> path, ref Span<byte> name)
    {
        if (name.IsEmpty || path.Contains((byte)0))
            return false;
        name.Clear();
        if (path.IsEmpty)
            name[0] = (byte)'.';
        path.CopyTo(name);
        name = name[..(Math.Max(path.Length, 1) + 1)];
        return true;
    }
}
