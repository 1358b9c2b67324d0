using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Weft.Platform;

namespace Weft.Tests.Conformance;

/// <summary>
/// The site that the cases ask about: a temporary folder with <see cref="Root"/> inside it, and beside the root what must
/// never be seen. Every file has the same, fixed time, but for two whose names say how theirs differ.
/// </summary>
public sealed partial class FixtureSite : IDisposable
{
    /// <summary>Whoever reads this in an answer has left the root.</summary>
    public const string Secret = "the secret outside";

    private const string NotUtf8 = "listing/invalid\xFFutf8.txt";
    private const uint RegularFile = 0x8000 | 0x1A4; // S_IFREG | 0644
    private const uint Fifo = 0x1000 | 0x1A4;        // S_IFIFO | 0644

    private readonly string _folder;

    /// <summary>Creates the site.</summary>
    public FixtureSite()
    {
        _folder = Directory.CreateTempSubdirectory("weft-site-").FullName;
        Root = Path.Combine(_folder, "www");
        WriteFiles();
        WriteOddNames();
        WriteOutside();
        if (OperatingSystem.IsLinux())
            WriteLinuxThings();
        SetTimes();
    }

    /// <summary>When every file was changed last, in UTC.</summary>
    public static DateTime LastChange { get; } = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>The folder to serve.</summary>
    public string Root { get; }

    /// <summary>What big.bin holds: 200,000 bytes without a pattern that a shift could hide.</summary>
    public static byte[] BigContent()
    {
        byte[] content = new byte[200_000];
        uint state = 1;
        for (int i = 0; i < content.Length; i++)
        {
            state = (state * 1664525) + 1013904223;
            content[i] = (byte)(state >> 24);
        }
        return content;
    }

    /// <summary>
    /// What stands between the quotes of a file's entity tag: its size, and the nanoseconds since 1970 at which it was written
    /// and at which anything about it last changed, in hexadecimal digits.
    /// </summary>
    /// <exception cref="FormatException">There is no such file.</exception>
    public string TagOf(string name)
    {
        using RootDirectory root = RootDirectory.Open(Root);
        Lookup found = root.Stat(Encoding.UTF8.GetBytes(name));
        if (found.Outcome != LookupOutcome.File)
            throw new FormatException($"the site has no file {name}");
        FileIdentity its = found.Identity;
        return string.Create(CultureInfo.InvariantCulture, $"{its.Size:x}-{its.ModifiedNs:x}-{its.ChangedNs:x}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Its name is no text that the file system classes could say.
        if (OperatingSystem.IsLinux())
            Unlink(NameOf(NotUtf8));
        Directory.Delete(_folder, recursive: true);
    }

    private void WriteFiles()
    {
        Put("index.html", "<!DOCTYPE html>\n<title>Home</title>\n<p>Weft at home.\n");
        Put("hello.txt", "hello world");
        Put("hello-100ns-later.txt", "HELLO WORLD");
        Put("hello-in-2100.txt", "hello world");
        Put("empty.txt", "");
        Put("style.css", "body { color: black }\n");
        Put("data.json", "{}\n");
        Put("picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
        Put("no-extension", "plain\n");
        Put("odd.extension-nobody-knows", "odd\n");
        Put("dir/index.html", "<!DOCTYPE html>\n<title>Dir</title>\n<p>An index.\n");
        Put("dir/sub/deep.txt", "deep");
        Put("noindex/a.txt", "a");
        Put("noindex/b.txt", "b");
        Put("noindex/c/d.txt", "d");
        Put(".hidden", Secret);
        Put("noindex/.hidden", Secret);
        Put(".git/config", Secret);
        Put(".well-known/x", "well known");
        File.WriteAllBytes(Path.Combine(Root, "big.bin"), BigContent());
    }

    private void WriteOddNames()
    {
        Put("with space.txt", "spaced");
        Put("a;v=1/x.txt", "semicolon");
        Put("what?.txt", "question");
        Put("name%41.txt", "percent");
        Put("nameA.txt", "decoded once too often");
        Put("back\\slash.txt", "backslash");
        Put("ünï.txt", "utf-8");
        Put("odd dir/index.html", "odd");
        Put("listing/<b>&\"'.txt", "markup");
        Put("listing/a?b#c%d.txt", "delimiters");
        Put("listing/:colon.txt", "colon");
        Put("listing/new\nline.txt", "newline");
    }

    private void WriteOutside()
    {
        Put("../www-secret/secret.txt", Secret);
        Put("../secret.txt", Secret);
    }

    private void WriteLinuxThings()
    {
        File.CreateSymbolicLink(Path.Combine(Root, "link-out.txt"), "../secret.txt");
        File.CreateSymbolicLink(Path.Combine(Root, "link-absolute.txt"), Path.Combine(_folder, "secret.txt"));
        File.CreateSymbolicLink(Path.Combine(Root, "link-out-dir"), "../www-secret");
        File.CreateSymbolicLink(Path.Combine(Root, "link-in.txt"), "hello.txt");
        File.CreateSymbolicLink(Path.Combine(Root, "link-loop"), "link-loop");
        Make(NotUtf8, RegularFile);
        Make("pipe", Fifo);
    }

    private void Put(string name, string content)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    // Each character of the name is one byte of it.
    private byte[] NameOf(string name) => [.. Encoding.UTF8.GetBytes(Root + "/"), .. Encoding.Latin1.GetBytes(name), 0];

    private void Make(string name, uint mode)
    {
        if (MakeNode(NameOf(name), mode, 0) != 0)
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"mknod failed: {Marshal.GetLastPInvokeError()}"));
    }

    private void SetTimes()
    {
        foreach (string file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            if (new FileInfo(file) is { LinkTarget: null, Exists: true })
                File.SetLastWriteTimeUtc(file, LastChange);
        }
        File.SetLastWriteTimeUtc(Path.Combine(Root, "hello-100ns-later.txt"), LastChange.AddTicks(1));
        File.SetLastWriteTimeUtc(Path.Combine(Root, "hello-in-2100.txt"), LastChange.AddYears(74));
    }

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeNode(byte[] path, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "unlink")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unlink(byte[] path);
}
