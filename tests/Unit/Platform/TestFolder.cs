using System.Runtime.InteropServices;
using Weft.Platform;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>A folder with a root in it and something beside the root, removed at the end.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly List<byte[]> _rawPaths = [];

    public TestFolder()
    {
        Top = Directory.CreateTempSubdirectory("weft-test-").FullName;
        Root = Path.Join(Top, "www");
        Directory.CreateDirectory(Root);
    }

    public string Top { get; }

    public string Root { get; }

    /// <summary>Writes a file, its folders included; "../x" is beside the root.</summary>
    public string Write(string name, string text)
    {
        string path = In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Makes an empty file in the root whose name is bytes, which .NET could neither make nor delete.</summary>
    public void WriteRaw(ReadOnlySpan<byte> name)
    {
        byte[] path = [.. System.Text.Encoding.UTF8.GetBytes(Root), (byte)'/', .. name, 0];
        TestCalls.MakeFile(path);
        _rawPaths.Add(path);
    }

    public void Link(string name, string target) => File.CreateSymbolicLink(In(name), target);

    public string In(string name) => Path.GetFullPath(Path.Join(Root, name));

    /// <summary>How many descriptors of this process lead into the folder: other tests have theirs elsewhere.</summary>
    public int OpenDescriptors() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Count(link => TargetOf(link)?.StartsWith(Top, StringComparison.Ordinal) == true);

    public void Dispose()
    {
        _rawPaths.ForEach(TestCalls.Delete);
        Directory.Delete(Top, recursive: true);
    }

    private static string? TargetOf(FileSystemInfo link)
    {
        try
        {
            return link.LinkTarget;
        }
        catch (IOException)
        {
            return null; // closed meanwhile
        }
    }
}

/// <summary>The resolutions this machine has.</summary>
internal static class Resolutions
{
    public static TheoryData<PathResolution> All { get; } = [.. Available()];

    public static TheoryData<PathResolution> Native { get; } =
        [.. Available().Where(resolution => resolution != PathResolution.Portable)];

    private static IEnumerable<PathResolution> Available()
    {
        foreach (PathResolution resolution in Enum.GetValues<PathResolution>().Where(value => value != PathResolution.Best))
        {
            bool isAvailable = true;
            try
            {
                RootDirectory.Open(Path.GetTempPath(), resolution).Dispose();
            }
            catch (PlatformNotSupportedException)
            {
                isAvailable = false;
            }
            if (isAvailable)
                yield return resolution;
        }
    }
}

/// <summary>System calls that only tests need.</summary>
internal static partial class TestCalls
{
    private const uint S_IFCHR = 0x2000;
    private const uint S_IFIFO = 0x1000;

    public static void MakePipe(string path) => Assert.Equal(0, mknod(path, S_IFIFO | 0x1B6, 0));

    /// <summary>A device like /dev/zero; false if this process may not make one.</summary>
    public static bool TryMakeDevice(string path) => mknod(path, S_IFCHR | 0x1B6, 0x105) == 0;

    public static void MakeFile(byte[] path)
    {
        int fd = creat(path, 0x1B6);
        Assert.True(fd >= 0);
        Assert.Equal(0, close(fd));
    }

    public static void Delete(byte[] path) => Assert.Equal(0, unlink(path));

    /// <summary>Lets two names change places in one step.</summary>
    public static void Exchange(string first, string second) =>
        Assert.Equal(0, renameat2(-100, first, -100, second, 2));

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int mknod(string path, uint mode, ulong device);

    [LibraryImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int creat(byte[] path, uint mode);

    [LibraryImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int unlink(byte[] path);

    [LibraryImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close(int fd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int renameat2(int from, string first, int to, string second, uint flags);
}
