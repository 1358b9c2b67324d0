using System.Runtime.InteropServices;

namespace Weft.Platform;

/// <summary>The system calls about files, under their native names, for Linux on x64 and arm64.</summary>
internal static unsafe partial class FileCalls
{
    public const int AT_FDCWD = -100;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;
    public const int AT_NO_AUTOMOUNT = 0x800;
    public const int AT_EMPTY_PATH = 0x1000;

    public const int O_RDONLY = 0;
    public const int O_NOCTTY = 0x100;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;

    // The two flags that arm64 numbers in its own way.
    public static readonly int O_DIRECTORY = IsArm64 ? 0x4000 : 0x10000;
    public static readonly int O_NOFOLLOW = IsArm64 ? 0x8000 : 0x20000;

    public const ulong RESOLVE_NO_MAGICLINKS = 0x02;
    public const ulong RESOLVE_BENEATH = 0x08;

    public const uint STATX_TYPE = 0x1;
    public const uint STATX_MTIME = 0x40;
    public const uint STATX_CTIME = 0x80;
    public const uint STATX_INO = 0x100;
    public const uint STATX_SIZE = 0x200;

    public const int S_IFMT = 0xF000;
    public const int S_IFDIR = 0x4000;
    public const int S_IFREG = 0x8000;
    public const int S_IFLNK = 0xA000;

    private const nint SYS_openat2 = 437;
    private static readonly nint SYS_getdents64 = IsArm64 ? 61 : 217;

    /// <summary>Whether this is a platform whose numbers stand above.</summary>
    public static bool AreKnownHere => OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The error of the last call that failed on this thread.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int openat(int dirfd, byte* path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int statx(int dirfd, byte* path, int flags, uint mask, Statx* buffer);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint readlinkat(int dirfd, byte* path, byte* buffer, nint size);

    [LibraryImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int close(int fd);

    /// <summary>openat2(2): no C library offers it yet.</summary>
    public static int openat2(int dirfd, byte* path, in OpenHow how)
    {
        fixed (OpenHow* pointer = &how)
            return (int)syscall(SYS_openat2, dirfd, (nint)path, (nint)pointer, sizeof(OpenHow));
    }

    /// <summary>getdents64(2): C libraries name it differently.</summary>
    public static int getdents64(int fd, byte* buffer, int size) => (int)syscall(SYS_getdents64, fd, (nint)buffer, size, 0);

    [LibraryImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    /// <summary>struct open_how of openat2(2).</summary>
    public struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct statx_timestamp: seconds since 1970, and nanoseconds.</summary>
    public struct Timestamp
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;

        /// <summary>Nanoseconds since 1970; a time beyond 1677 or 2262 becomes the nearest that can be told.</summary>
        public readonly long TotalNanoseconds =>
            (Math.Clamp(Seconds, -9_223_372_036, 9_223_372_035) * 1_000_000_000) + Nanoseconds;
    }

    /// <summary>struct statx of statx(2), as far as it is read here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct Statx
    {
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(40)]
        public ulong Size;
        [FieldOffset(96)]
        public Timestamp Changed;
        [FieldOffset(112)]
        public Timestamp Modified;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;

        public readonly int Type => Mode & S_IFMT;
    }
}
