using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Content;
using Weft.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>What goes with a file, and what happens when it cannot be had: the rows RS, FS-06, FS-08 to FS-12, OS-04.</summary>
public sealed class AnswerTests : IDisposable
{
    private readonly Site _site = new();

    public static TheoryData<PathResolution> All => Platform.Resolutions.All;

    public void Dispose() => _site.Dispose();

    [Fact]
    public void RS_01_RS_02_A_file_carries_all_its_fields_for_GET_and_HEAD()
    {
        _site.Write("small.txt", "hello");
        _site.Write("large.txt", new string('x', FileLoader.LargestInMemory + 1));
        foreach (string target in (string[])["/small.txt", "/large.txt", "/small.txt", "/large.txt"])
        {
            Answer get = _site.Get(target);
            Answer head = _site.Head(target);
            Assert.Equal("Accept-Ranges Cache-Control Content-Length Content-Type Date ETag Expires Last-Modified Server X-Content-Type-Options", get.Names);
            Assert.Equal(get.Names, head.Names);
            Assert.Equal(get["Content-Length"], head["Content-Length"]);
            Assert.Equal(get["ETag"], head["ETag"]);
            Assert.Empty(head.Content);
            Assert.Equal("nosniff", get["X-Content-Type-Options"]);
            Assert.Equal("no-cache", get["Cache-Control"]);
            Assert.Equal(TimeSpan.FromHours(12), Date(get["Expires"]) - Date(get["Date"]));
        }
    }

    [Fact]
    public void The_lifetime_can_be_chosen()
    {
        using var site = new Site(new ContentOptions { Lifetime = TimeSpan.Zero });
        site.Write("a.txt", "x");
        foreach (Answer answer in (Answer[])[site.Get("/a.txt"), site.Get("/a.txt", "If-None-Match: *")])
        {
            Assert.Null(answer["Expires"]);
            Assert.Equal("no-cache", answer["Cache-Control"]);
        }
    }

    [Theory]
    [InlineData("page.html", "text/html; charset=utf-8")]
    [InlineData("PAGE.HTM", "text/html; charset=utf-8")]
    [InlineData("style.css", "text/css; charset=utf-8")]
    [InlineData("app.js", "text/javascript; charset=utf-8")]
    [InlineData("app.mjs", "text/javascript; charset=utf-8")]
    [InlineData("data.json", "application/json")]
    [InlineData("app.js.map", "application/json")]
    [InlineData("feed.xml", "application/xml")]
    [InlineData("image.svg", "image/svg+xml")]
    [InlineData("favicon.ico", "image/vnd.microsoft.icon")]
    [InlineData("film.mp4", "video/mp4")]
    [InlineData("part.ts", "video/mp2t")]
    [InlineData("sound.wav", "audio/wav")]
    [InlineData("code.wasm", "application/wasm")]
    [InlineData("font.woff2", "font/woff2")]
    [InlineData("site.webmanifest", "application/manifest+json")]
    [InlineData("a.tar.gz", "application/gzip")]
    [InlineData("README", "application/octet-stream")]
    [InlineData("html", "application/octet-stream")]
    [InlineData("a.unknown", "application/octet-stream")]
    [InlineData("a.", "application/octet-stream")]
    [InlineData("a.html text", "application/octet-stream")]
    [InlineData("a.text/html", "application/octet-stream")]
    [InlineData("folder.css/plain", "application/octet-stream")]
    [InlineData("a.123", "application/vnd.lotus-1-2-3")]
    [InlineData("a.zst", "application/zstd")]
    public void RS_03_The_extension_says_the_media_type(string name, string type)
    {
        _site.Write(name, "x");
        Assert.Equal(type, _site.Get("/" + Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal))["Content-Type"]);
    }

    [Fact]
    public void The_table_of_media_types_is_well_formed()
    {
        string[] lines = Encoding.ASCII.GetString(MediaTypes.Lines).Split('\n');
        Assert.Equal("", lines[0]);
        Assert.Equal("", lines[^1]);
        Assert.InRange(lines.Length, 1200, 2000);
        Assert.All(lines[1..^1], line => Assert.Matches("^[a-z0-9][a-z0-9_-]* [a-z-]+/[a-z0-9.+-]+$", line));
        Assert.Equal(lines.Length - 2, lines[1..^1].DistinctBy(line => line.Split(' ')[0], StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void FS_08_An_empty_file_has_length_0(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution);
        site.Write("empty.txt", "");
        for (int i = 0; i < 2; i++)
        {
            Answer answer = site.Get("/empty.txt");
            Assert.Equal(200, answer.Status);
            Assert.Equal("0", answer["Content-Length"]);
            Assert.Empty(answer.Content);
            Assert.Equal("text/plain; charset=utf-8", answer["Content-Type"]);
        }
    }

    [Fact]
    public void FS_08_A_file_of_5_GiB_has_its_length()
    {
        using (FileStream file = File.Create(_site.Folder.In("huge.bin")))
            file.SetLength(5L << 30);
        Assert.Equal("5368709120", _site.Head("/huge.bin")["Content-Length"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Files_of_every_size_are_whole(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution);
        int[] sizes = [1, 2, FileLoader.LargestInMemory - 1, FileLoader.LargestInMemory, FileLoader.LargestInMemory + 1, 250_000];
        foreach (int size in sizes)
        {
            string text = string.Concat(Enumerable.Range(0, (size / 8) + 1).Select(i => $"{i:00000000}"))[..size];
            site.Write($"{size}", text);
            Assert.Equal(text, site.Get($"/{size}").Text);
            Assert.Equal(text, site.Get($"/{size}").Text);
        }
    }

    [Fact]
    public void FS_09_A_file_renamed_over_while_it_is_sent_is_sent_whole()
    {
        _site.Write("big.bin", new string('a', 300_000));
        bool isReplaced = false;
        _site.Sending = _ =>
        {
            if (isReplaced)
                return;
            _site.Write("other", new string('b', 200_000));
            File.Move(_site.Folder.In("other"), _site.Folder.In("big.bin"), overwrite: true);
            isReplaced = true;
        };
        Assert.Equal(new string('a', 300_000), _site.Get("/big.bin").Text);
        Assert.Equal(new string('b', 200_000), _site.Get("/big.bin").Text);
    }

    [Fact]
    [Trait("Vulnerability", "bun#34185")]
    [Trait("Vulnerability", "bun#41622")]
    public void FS_10_A_file_that_shrinks_while_it_is_sent_ends_the_connection()
    {
        string path = _site.Write("big.bin", new string('a', 300_000));
        _site.Sending = left => Truncate(path, left < 300_000 ? 150_000 : 300_000);
        Assert.Throws<IOException>(() => _site.Get("/big.bin"));
    }

    [Fact]
    public void FS_11_A_file_that_grows_while_it_is_sent_is_sent_as_long_as_it_was()
    {
        string path = _site.Write("big.bin", new string('a', 300_000));
        _site.Sending = _ => File.AppendAllText(path, "more");
        Assert.Equal(new string('a', 300_000), _site.Get("/big.bin").Text);
    }

    [Theory]
    [InlineData(Errno.EACCES, 403)]
    [InlineData(Errno.EPERM, 403)]
    [InlineData(Errno.EMFILE, 503)]
    [InlineData(Errno.ENFILE, 503)]
    [InlineData(Errno.EIO, 500)]
    [InlineData(Errno.EXDEV, 404)]
    [Trait("Vulnerability", "CVE-2015-8859")]
    public void FS_06_FS_12_OS_04_What_the_system_refuses_has_its_status_and_says_nothing_else(int error, int status)
    {
        using var site = new Site(new RefusingRoot(error));
        foreach (string target in (string[])["/file", "/folder/", "/index.html", "/"])
        {
            Answer answer = site.Get(target);
            Assert.Equal(status, answer.Status);
            foreach (string secret in (string[])[site.Folder.Top, "/tmp", "   at ", "Exception", "errno"])
                Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal);
            Assert.Equal("Cache-Control Content-Length Content-Type Date Server X-Content-Type-Options", answer.Names);
            Assert.Equal("no-cache", answer["Cache-Control"]);
        }
    }

    [Fact]
    public void A_file_that_never_holds_still_is_sent_without_validators()
    {
        using var folder = new Platform.TestFolder();
        using var root = new RestlessRoot(folder);
        using var site = new Site(root);
        for (int i = 0; i < 2; i++)
        {
            Answer answer = site.Get("/file");
            Assert.Equal(200, answer.Status);
            Assert.Null(answer["ETag"]);
            Assert.Null(answer["Last-Modified"]);
            Assert.Equal(answer.Content.Length.ToString(CultureInfo.InvariantCulture), answer["Content-Length"]);
        }
        Assert.Equal(0, site.Files.Cache.Count);
        Assert.Equal(0, folder.OpenDescriptors() - 1);
    }

    private static DateTime Date(string? text) =>
        DateTime.ParseExact(text!, "r", CultureInfo.InvariantCulture);

    private static void Truncate(string path, long length)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(length);
    }

    /// <summary>A root where every call fails with one error.</summary>
    private sealed class RefusingRoot(int error) : RootDirectory
    {
        public override Lookup OpenFile(ReadOnlySpan<byte> path) => Lookup.FromError(error);

        public override Lookup Stat(ReadOnlySpan<byte> path) => Lookup.FromError(error);

        public override Lookup Stat(SafeFileHandle file) => Lookup.FromError(error);

        public override bool IsUnchanged(ReadOnlySpan<byte> path, in FileIdentity identity) => false;

        public override Lookup List(ReadOnlySpan<byte> path, ICollection<FolderEntry> entries) => Lookup.FromError(error);

        protected override void Dispose(bool disposing)
        {
            // Nothing is open.
        }
    }

    /// <summary>A root with one file, which is longer each time somebody looks at it while it is open.</summary>
    private sealed class RestlessRoot(Platform.TestFolder folder) : RootDirectory
    {
        private readonly RootDirectory _root = Open(folder.Root);
        private readonly string _path = folder.Write("file", "some bytes");

        public override Lookup OpenFile(ReadOnlySpan<byte> path) => _root.OpenFile(path);

        public override Lookup Stat(ReadOnlySpan<byte> path) => _root.Stat(path);

        public override Lookup Stat(SafeFileHandle file)
        {
            File.AppendAllText(_path, "more");
            return _root.Stat(file);
        }

        public override bool IsUnchanged(ReadOnlySpan<byte> path, in FileIdentity identity) => _root.IsUnchanged(path, in identity);

        public override Lookup List(ReadOnlySpan<byte> path, ICollection<FolderEntry> entries) => _root.List(path, entries);

        protected override void Dispose(bool disposing) => _root.Dispose();
    }
}
