namespace Weft.Platform;

/// <summary>The error numbers that anybody here tells apart; they are the same on Linux x64 and arm64.</summary>
public static class Errno
{
    /// <summary>Operation not permitted.</summary>
    public const int EPERM = 1;

    /// <summary>No such file or directory.</summary>
    public const int ENOENT = 2;

    /// <summary>Interrupted by a signal.</summary>
    public const int EINTR = 4;

    /// <summary>Input or output error.</summary>
    public const int EIO = 5;

    /// <summary>No such device or address: a socket was opened as a file.</summary>
    public const int ENXIO = 6;

    /// <summary>Try again.</summary>
    public const int EAGAIN = 11;

    /// <summary>Out of memory.</summary>
    public const int ENOMEM = 12;

    /// <summary>Permission denied.</summary>
    public const int EACCES = 13;

    /// <summary>A link leads across the boundary of the root.</summary>
    public const int EXDEV = 18;

    /// <summary>No such device.</summary>
    public const int ENODEV = 19;

    /// <summary>A name inside the path is not a directory.</summary>
    public const int ENOTDIR = 20;

    /// <summary>Invalid argument; also a name that the file system cannot have.</summary>
    public const int EINVAL = 22;

    /// <summary>The system has no file descriptor left.</summary>
    public const int ENFILE = 23;

    /// <summary>The process has no file descriptor left.</summary>
    public const int EMFILE = 24;

    /// <summary>A name or a path is too long.</summary>
    public const int ENAMETOOLONG = 36;

    /// <summary>The system call does not exist.</summary>
    public const int ENOSYS = 38;

    /// <summary>Too many symbolic links.</summary>
    public const int ELOOP = 40;

    /// <summary>A name is not valid text where the file system wants text.</summary>
    public const int EILSEQ = 84;
}
