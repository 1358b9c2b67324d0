using Microsoft.Win32.SafeHandles;

namespace Weft.Platform;

/// <summary>What a path below a root turned out to be.</summary>
public enum LookupOutcome
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>Nothing, or something that is not served: a device, a pipe, a socket, or a way out of the root.</summary>
    NotFound,

    /// <summary>It is there, but this process may not read it.</summary>
    Forbidden,

    /// <summary>The system could not say; <see cref="Lookup.Error"/> is its reason.</summary>
    Failed,
}

/// <summary>The answer to a look at a path.</summary>
/// <param name="Outcome">What is there.</param>
/// <param name="Identity">The state of what is there, if it is a file or a directory.</param>
/// <param name="Handle">The file, opened for reading, if that was asked for; the caller closes it.</param>
/// <param name="Error">An <see cref="Errno"/> if the look failed, else 0.</param>
public readonly record struct Lookup(
    LookupOutcome Outcome, FileIdentity Identity = default, SafeFileHandle? Handle = null, int Error = 0)
{
    /// <summary>
    /// Translates an error number. The path leads to nothing that is served: not found. This process has no permission:
    /// forbidden. Any other error is a failure of the system.
    /// </summary>
    internal static Lookup FromError(int error) => error switch
    {
        Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.ENAMETOOLONG or Errno.EXDEV => new(LookupOutcome.NotFound),
        Errno.ENXIO or Errno.ENODEV or Errno.EINVAL or Errno.EILSEQ => new(LookupOutcome.NotFound),
        Errno.EACCES or Errno.EPERM => new(LookupOutcome.Forbidden),
        _ => new(LookupOutcome.Failed, Error: error),
    };
}

/// <summary>One name in a folder, that leads to a file or a folder.</summary>
/// <param name="Name">The name as the file system has it: bytes, which need not be UTF-8.</param>
/// <param name="IsFolder">Whether it leads to a folder.</param>
/// <param name="Size">The size of the file in bytes.</param>
/// <param name="Modified">When it was last modified, UTC.</param>
public sealed record FolderEntry(ReadOnlyMemory<byte> Name, bool IsFolder, long Size, DateTime Modified);
