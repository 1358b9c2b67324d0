using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform;

/// <summary>How paths are kept below a root.</summary>
public enum PathResolution
{
    /// <summary>The best that the platform has, in the order below.</summary>
    Best,

    /// <summary>Linux since 5.6: the kernel keeps them there, whatever moves meanwhile (openat2 with RESOLVE_BENEATH).</summary>
    Kernel,

    /// <summary>Linux: name by name, each opened without following links, links resolved here.</summary>
    Components,

    /// <summary>Any platform: name by name with what .NET offers. A link that is swapped in at the right moment escapes it.</summary>
    Portable,
}

/// <summary>
/// A folder out of which no path leads. Paths are bytes, relative, separated by slashes; the empty path is the root itself.
/// Whatever leads out of the root, an absolute symbolic link included, is "not found", whether anything is there or not.
/// </summary>
/// <remarks>
/// The folder is opened once: if its name later means another folder, this is still the first. Any thread may use it;
/// <see cref="Dispose()"/> wants to be the last.
/// </remarks>
public abstract class RootDirectory : IDisposable
{
    /// <summary>The longest path that can name anything, in bytes (PATH_MAX without its terminator).</summary>
    public const int LongestPath = 4095;

    /// <summary>Opens a folder as a root.</summary>
    /// <param name="path">The folder; symbolic links in this path are followed.</param>
    /// <param name="resolution">How to keep paths below it; anything but the best is for tests.</param>
    /// <exception cref="IOException">There is no such folder, or it cannot be opened.</exception>
    /// <exception cref="PlatformNotSupportedException">The platform lacks the resolution that was asked for.</exception>
    public static RootDirectory Open(string path, PathResolution resolution = PathResolution.Best)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException($"There is no folder {path}.");
        if (resolution == PathResolution.Portable || (resolution == PathResolution.Best && !FileCalls.AreKnownHere))
            return new PortableRootDirectory(path);
        if (!FileCalls.AreKnownHere)
            throw new PlatformNotSupportedException($"This platform has no {resolution} resolution.");
        return new LinuxRootDirectory(path, resolution);
    }

    /// <summary>The open folder, for a child process to take over; null where there is none. It lives as long as this.</summary>
    public virtual SafeHandle? Handle => null;

    /// <summary>Opens a regular file for reading. Never waits, whatever the path names.</summary>
    /// <returns>
    /// A file with its handle, which is null only where an empty file need not be opened; or what is there instead.
    /// </returns>
    public abstract Lookup OpenFile(ReadOnlySpan<byte> path);

    /// <summary>What is at a path now, without opening it.</summary>
    public abstract Lookup Stat(ReadOnlySpan<byte> path);

    /// <summary>Whether a path still leads to a file in the state in which it was found before.</summary>
    public abstract bool IsUnchanged(ReadOnlySpan<byte> path, in FileIdentity identity);

    /// <summary>The state of an open file now.</summary>
    public abstract Lookup Stat(SafeFileHandle file);

    /// <summary>Adds what a folder holds, in no order: files and folders, and links to such below the root.</summary>
    /// <returns>Directory if all was read; else why not.</returns>
    public abstract Lookup List(ReadOnlySpan<byte> path, ICollection<FolderEntry> entries);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}
