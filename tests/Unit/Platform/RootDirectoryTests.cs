using System.Net.Sockets;
using System.Text;
using Weft.Platform;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>What each way of resolving a path has to get right: the same cases for all.</summary>
public sealed class RootDirectoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public static TheoryData<PathResolution> All => Resolutions.All;

    public static TheoryData<PathResolution> Native => Resolutions.Native;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Files_and_folders_are_told_apart(PathResolution resolution)
    {
        _folder.Write("a/b/c.txt", "deep");
        _folder.Write("top.txt", "top");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        Assert.Equal("deep", Read(root, "a/b/c.txt"));
        Assert.Equal("top", Read(root, "top.txt"));
        Assert.Equal("deep", Read(root, "a//b/./c.txt"));
        Assert.Equal("top", Read(root, "a/b/../../top.txt"));
        foreach (string name in (string[])["", ".", "a", "a/", "a/b", "a/b/", "a/b/..", "a/b/../"])
        {
            Assert.Equal(LookupOutcome.Directory, root.OpenFile(Bytes(name)).Outcome);
            Assert.Equal(LookupOutcome.Directory, root.Stat(Bytes(name)).Outcome);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TG_14_TG_15_What_cannot_be_named_is_not_found(PathResolution resolution)
    {
        _folder.Write("file", "x");
        _folder.Link("loop", "loop");
        _folder.Link("a", "b");
        _folder.Link("b", "a");
        _folder.Link("dangling", "nothing");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        string[] names =
        [
            "nothing", "nothing/x", "FILE", "file/", "file/x", "file/..//x", "loop", "loop/x", "a", "b/x", "dangling", "file\0x",
            new('x', 256), new('x', 5000), string.Concat(Enumerable.Repeat("x/", 2040)), string.Concat(Enumerable.Repeat("x/", 3000)),
        ];
        foreach (string name in names)
        {
            Assert.Equal(LookupOutcome.NotFound, root.OpenFile(Bytes(name)).Outcome);
            Assert.Equal(LookupOutcome.NotFound, root.Stat(Bytes(name)).Outcome);
            Assert.Equal(LookupOutcome.NotFound, root.List(Bytes(name), []).Outcome);
        }
        Assert.Equal(LookupOutcome.NotFound, root.List("file"u8, []).Outcome);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Links_that_stay_inside_are_followed(PathResolution resolution)
    {
        _folder.Write("real/file", "inside");
        _folder.Write("other/x", "x");
        _folder.Link("link", "real/file");
        _folder.Link("folder", "real");
        _folder.Link("slashed", "real/");
        _folder.Link("other/up", "../real/file");
        _folder.Link("other/back", "../folder/./file");
        _folder.Link("home", ".");
        string last = "real/file";
        for (int i = 0; i < 40; i++)
            _folder.Link($"chain{i}", last = i == 0 ? "real/file" : $"chain{i - 1}");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        string[] names =
        [
            "link", "folder/file", "slashed/file", "other/up", "other/back", "home/home/link", "home/other/../folder/file", "chain39",
        ];
        foreach (string name in names)
            Assert.Equal("inside", Read(root, name));
        Assert.Equal(LookupOutcome.Directory, root.Stat("folder"u8).Outcome);
        Assert.Equal(LookupOutcome.Directory, root.Stat("folder/"u8).Outcome);
        Assert.Equal(LookupOutcome.NotFound, root.Stat("link/"u8).Outcome);

        _folder.Link("chain40", "chain39");
        Assert.Equal(LookupOutcome.NotFound, root.OpenFile("chain40"u8).Outcome);
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("Vulnerability", "CVE-2014-6394")]
    [Trait("Vulnerability", "CVE-2023-29159")]
    [Trait("Vulnerability", "CVE-2024-23334")]
    public void FS_01_FS_03_FS_06_Whatever_leads_outside_is_not_found(PathResolution resolution)
    {
        _folder.Write("../secret", "secret");
        _folder.Write("../www-secret/file", "secret");
        _folder.Write("inside", "inside");
        _folder.Write("sub/x", "x");
        _folder.Link("up", "../secret");
        _folder.Link("missing", "../nothing");
        _folder.Link("absolute", Path.Join(_folder.Top, "secret"));
        _folder.Link("absolute-inside", _folder.In("inside"));
        _folder.Link("sibling", "../www-secret");
        _folder.Link("parent", "..");
        _folder.Link("top", "/");
        _folder.Link("around", "../www/inside");
        _folder.Link("sub/up", "../../secret");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        string[] names =
        [
            "up", "missing", "absolute", "absolute-inside", "sibling/file", "parent/secret", "top/etc/passwd", "around", "sub/up",
            "..", "../secret", "../www-secret/file", "sub/../../secret", "../www/inside", "/etc/passwd/", "parent/nothing",
        ];
        foreach (string name in names)
        {
            Assert.Equal(new Lookup(LookupOutcome.NotFound), root.OpenFile(Bytes(name)));
            Assert.Equal(new Lookup(LookupOutcome.NotFound), root.Stat(Bytes(name)));
        }
        Assert.Equal(LookupOutcome.NotFound, root.List("sibling"u8, []).Outcome);
        Assert.Equal(LookupOutcome.NotFound, root.List("parent/www"u8, []).Outcome);
    }

    [Theory]
    [MemberData(nameof(Native))]
    public void FS_05_Pipes_sockets_and_devices_are_not_found(PathResolution resolution)
    {
        TestCalls.MakePipe(_folder.In("pipe"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.In("socket")));
        _folder.Link("to-pipe", "pipe");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        Assert.Equal(LookupOutcome.NotFound, root.OpenFile("pipe"u8).Outcome);
        Assert.Equal(LookupOutcome.NotFound, root.OpenFile("to-pipe"u8).Outcome);
        Assert.Equal(LookupOutcome.NotFound, root.OpenFile("socket"u8).Outcome);
        if (TestCalls.TryMakeDevice(_folder.In("zero")))
            Assert.Equal(LookupOutcome.NotFound, root.OpenFile("zero"u8).Outcome);
        var entries = new List<FolderEntry>();
        Assert.Equal(LookupOutcome.Directory, root.List(default, entries).Outcome);
        Assert.Empty(entries);
    }

    [Fact]
    public void FS_05_The_portable_root_takes_a_pipe_for_an_empty_file_and_does_not_wait()
    {
        TestCalls.MakePipe(_folder.In("pipe"));
        using RootDirectory root = RootDirectory.Open(_folder.Root, PathResolution.Portable);
        Lookup found = root.OpenFile("pipe"u8);
        Assert.Null(found.Handle);
        Assert.Equal(0, found.Identity.Size);
    }

    [Theory]
    [MemberData(nameof(Native))]
    public void FS_02_A_file_swapped_for_a_link_outside_never_escapes(PathResolution resolution)
    {
        _folder.Write("../outside/file", "secret");
        _folder.Write("folder/file", "inside");
        _folder.Write("file", "inside");
        _folder.Link("link", "../outside/file");
        _folder.Link("link-folder", "../outside");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        int inside = 0;
        bool isOver = false;
        var swapping = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                TestCalls.Exchange(_folder.In("file"), _folder.In("link"));
                TestCalls.Exchange(_folder.In("folder"), _folder.In("link-folder"));
            }
        });
        swapping.Start();
        try
        {
            for (int i = 0; i < 1000; i++)
            {
                foreach (string name in (string[])["file", "folder/file"])
                {
                    Lookup found = root.OpenFile(Bytes(name));
                    using (found.Handle)
                    {
                        Assert.True(found.Outcome is LookupOutcome.File or LookupOutcome.NotFound);
                        if (found.Handle is not null)
                            Assert.Equal("inside", Read(found));
                        inside += found.Handle is null ? 0 : 1;
                    }
                }
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            swapping.Join();
        }
        Assert.InRange(inside, 0, 2000);
    }

    [Theory]
    [MemberData(nameof(Native))]
    public void Names_are_bytes(PathResolution resolution)
    {
        byte[] name = [(byte)'n', 0xFF, 0xC0, 0xAF];
        _folder.WriteRaw(name);
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        Lookup found = root.OpenFile(name);
        using (found.Handle)
            Assert.Equal(LookupOutcome.File, found.Outcome);
        var entries = new List<FolderEntry>();
        root.List(default, entries);
        Assert.True(Assert.Single(entries).Name.Span.SequenceEqual(name));
    }

    [Fact]
    public void The_portable_root_knows_no_name_that_is_not_text()
    {
        _folder.WriteRaw([(byte)'n', 0xFF]);
        using RootDirectory root = RootDirectory.Open(_folder.Root, PathResolution.Portable);
        Assert.Equal(LookupOutcome.NotFound, root.OpenFile([(byte)'n', 0xFF]).Outcome);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_folder_is_listed_with_what_its_links_lead_to(PathResolution resolution)
    {
        _folder.Write("../secret", "secret");
        _folder.Write("f/file", "12345");
        _folder.Write("f/sub/x", "x");
        _folder.Link("f/link", "file");
        _folder.Link("f/up", "../f/sub");
        _folder.Link("f/outside", "../../secret");
        _folder.Link("f/dangling", "nothing");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        foreach (string name in (string[])["f", "f/"])
        {
            var entries = new List<FolderEntry>();
            Assert.Equal(LookupOutcome.Directory, root.List(Bytes(name), entries).Outcome);
            IEnumerable<string> names = entries.Select(entry => Encoding.UTF8.GetString(entry.Name.Span) + (entry.IsFolder ? "/" : ""));
            Assert.Equal("file link sub/ up/", string.Join(' ', names.Order(StringComparer.Ordinal)));
            Assert.All(entries.Where(entry => !entry.IsFolder), entry => Assert.Equal(5, entry.Size));
            Assert.All(entries, entry => Assert.InRange(entry.Modified, DateTime.UtcNow.AddDays(-1), DateTime.UtcNow.AddDays(1)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_folder_with_more_names_than_one_call_returns_is_listed_whole(PathResolution resolution)
    {
        string tail = new('x', 200);
        for (int i = 0; i < 400; i++)
            File.Create(_folder.In($"{i}-{tail}")).Dispose();
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        var entries = new List<FolderEntry>();
        root.List(default, entries);
        Assert.Equal(400, entries.DistinctBy(entry => Encoding.UTF8.GetString(entry.Name.Span), StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Identity_tells_states_apart(PathResolution resolution)
    {
        string path = _folder.Write("a/file", "one");
        _folder.Link("link", "a/file");
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        Lookup opened = root.OpenFile("a/file"u8);
        using (opened.Handle)
            Assert.Equal(opened.Identity, root.Stat(opened.Handle!).Identity);
        FileIdentity before = root.Stat("a/file"u8).Identity;
        Assert.Equal(opened.Identity, before);
        Assert.Equal(3, before.Size);
        Assert.Equal(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc), before.Modified);
        Assert.True(root.IsUnchanged("a/file"u8, in before));
        Assert.True(root.IsUnchanged("link"u8, in before));
        Assert.False(root.IsUnchanged("a/nothing"u8, in before));
        Assert.False(root.IsUnchanged("a"u8, in before));
        Assert.False(root.IsUnchanged(new byte[5000], in before));

        File.WriteAllText(path, "two");
        Assert.False(root.IsUnchanged("a/file"u8, in before));
        Assert.False(root.IsUnchanged("link"u8, in before));
    }

    [Theory]
    [MemberData(nameof(Native))]
    public void A_rewrite_with_the_time_put_back_still_changes_the_identity(PathResolution resolution)
    {
        string path = _folder.Write("file", "one");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        FileIdentity before = root.Stat("file"u8).Identity;
        // Time stamps advance in steps, so the change is made until it falls into another step.
        Assert.True(SpinWait.SpinUntil(() => Rewritten(path, root, in before), TimeSpan.FromSeconds(30)));
        Assert.Equal(before.ModifiedNs / 100, root.Stat("file"u8).Identity.ModifiedNs / 100);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_folder_moved_out_and_linked_to_is_no_longer_inside(PathResolution resolution)
    {
        _folder.Write("folder/file", "x");
        using RootDirectory root = RootDirectory.Open(_folder.Root, resolution);
        FileIdentity before = root.Stat("folder/file"u8).Identity;
        Directory.Move(_folder.In("folder"), _folder.In("../moved"));
        _folder.Link("folder", "../moved");
        Assert.False(root.IsUnchanged("folder/file"u8, in before));
    }

    [Theory]
    [MemberData(nameof(Native))]
    public void Nothing_stays_open(PathResolution resolution)
    {
        _folder.Write("a/b/file", "x");
        _folder.Link("a/link", "b/../b/file");
        _folder.Link("a/out", "../../x");
        using (RootDirectory root = RootDirectory.Open(_folder.Root, resolution))
        {
            foreach (string name in (string[])["a/b/file", "a/link", "a/out", "a/b", "a/b/", "a/nothing", "a/b/file/x", "a/b/.."])
            {
                root.OpenFile(Bytes(name)).Handle?.Dispose();
                root.Stat(Bytes(name));
                root.List(Bytes(name), []);
            }
            Assert.Equal(1, _folder.OpenDescriptors());
        }
        Assert.Equal(0, _folder.OpenDescriptors());
    }

    [Theory]
    [InlineData(Errno.EACCES, LookupOutcome.Forbidden)]
    [InlineData(Errno.EPERM, LookupOutcome.Forbidden)]
    [InlineData(Errno.ENOENT, LookupOutcome.NotFound)]
    [InlineData(Errno.ENOTDIR, LookupOutcome.NotFound)]
    [InlineData(Errno.ELOOP, LookupOutcome.NotFound)]
    [InlineData(Errno.ENAMETOOLONG, LookupOutcome.NotFound)]
    [InlineData(Errno.EXDEV, LookupOutcome.NotFound)]
    [InlineData(Errno.EILSEQ, LookupOutcome.NotFound)]
    [InlineData(Errno.EIO, LookupOutcome.Failed)]
    [InlineData(Errno.EMFILE, LookupOutcome.Failed)]
    public void FS_06_An_error_number_says_what_is_there(int error, LookupOutcome outcome)
    {
        Lookup found = Lookup.FromError(error);
        Assert.Equal(outcome, found.Outcome);
        Assert.Equal(outcome == LookupOutcome.Failed ? error : 0, found.Error);
    }

    [Fact]
    public void A_root_has_to_be_a_folder()
    {
        Assert.ThrowsAny<IOException>(() => RootDirectory.Open(_folder.In("nothing")));
        Assert.ThrowsAny<IOException>(() => RootDirectory.Open(_folder.Write("file", "x")));
    }

    [Fact]
    public void The_root_may_be_reached_by_a_link_and_disposed_of_twice()
    {
        _folder.Write("file", "x");
        _folder.Link("../link", "www");
        RootDirectory root = RootDirectory.Open(_folder.In("../link"));
        Assert.Equal("x", Read(root, "file"));
        root.Dispose();
        root.Dispose();
    }

    private static bool Rewritten(string path, RootDirectory root, in FileIdentity before)
    {
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, "two");
        File.SetLastWriteTimeUtc(path, time);
        return !root.IsUnchanged("file"u8, in before);
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static string Read(RootDirectory root, string name)
    {
        Lookup found = root.OpenFile(Bytes(name));
        using (found.Handle)
        {
            Assert.Equal(LookupOutcome.File, found.Outcome);
            return Read(found);
        }
    }

    private static string Read(Lookup found)
    {
        byte[] content = new byte[found.Identity.Size + 1];
        return Encoding.UTF8.GetString(content, 0, RandomAccess.Read(found.Handle!, content, 0));
    }
}
