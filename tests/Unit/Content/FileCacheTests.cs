using System.Text;
using Weft.Content;
using Weft.Http;
using Weft.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

public sealed class FileCacheTests
{
    private static readonly Clock Now = new(TimeSpan.Zero, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    [Fact]
    public void What_is_kept_is_found_under_its_path()
    {
        using var cache = new FileCache(new ContentOptions());
        Representation file = Small("a/b");
        Assert.Null(cache.Find("a/b"u8));
        cache.Keep(file);
        Assert.Same(file, cache.Find("a/b"u8));
        Assert.Null(cache.Find("a/c"u8));
        Representation newer = Small("a/b");
        cache.Keep(newer);
        Assert.Same(newer, cache.Find("a/b"u8));
        Assert.Equal(1, cache.Count);
        cache.Drop(file);
        Assert.Same(newer, cache.Find("a/b"u8));
        cache.Drop(newer);
        Assert.Null(cache.Find("a/b"u8));
        Assert.Equal(0, cache.Bytes);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(8, 8)]
    [InlineData(100, 128)]
    public void The_number_of_files_is_bounded(int entries, int most)
    {
        using var cache = new FileCache(new ContentOptions { CacheEntries = entries });
        for (int i = 0; i < 2000; i++)
            cache.Keep(Small($"{i}"));
        Assert.InRange(cache.Count, 1, most);
        Assert.NotNull(cache.Find("1999"u8));
    }

    [Fact]
    public void The_memory_is_bounded()
    {
        using var cache = new FileCache(new ContentOptions { CacheBytes = 100_000 });
        for (int i = 0; i < 100; i++)
        {
            cache.Keep(Small($"{i}", 10_000));
            Assert.InRange(cache.Bytes, 10_000, 100_000);
            Assert.NotNull(cache.Find(Encoding.ASCII.GetBytes($"{i}")));
        }
        Assert.InRange(cache.Count, 5, 10);
        cache.Keep(Small("too large", 100_000));
        Assert.Null(cache.Find("too large"u8));
    }

    [Fact]
    public void Open_files_are_bounded_and_close_when_they_go()
    {
        using var folder = new Platform.TestFolder();
        folder.Write("file", "x");
        using (var cache = new FileCache(new ContentOptions { CacheHandles = 4 }))
        {
            for (int i = 0; i < 50; i++)
                cache.Keep(Open($"{i}", folder));
            Assert.Equal(4, cache.Handles);
            Assert.Equal(4, folder.OpenDescriptors());
            cache.Keep(Open("49", folder));
            Assert.Equal(4, folder.OpenDescriptors());
        }
        Assert.Equal(0, folder.OpenDescriptors());
    }

    [Fact]
    public void A_file_in_use_closes_after_its_last_use()
    {
        using var folder = new Platform.TestFolder();
        folder.Write("file", "x");
        using var cache = new FileCache(new ContentOptions());
        Representation file = Open("file", folder);
        Assert.True(file.TryAcquire());
        Assert.True(file.TryAcquire());
        cache.Keep(file);
        cache.Drop(file);
        file.Release();
        Assert.Equal(1, folder.OpenDescriptors());
        file.Release();
        Assert.Equal(0, folder.OpenDescriptors());
        Assert.False(file.TryAcquire());
    }

    [Fact]
    public void What_is_used_stays_longer_than_what_is_not()
    {
        using var cache = new FileCache(new ContentOptions { CacheEntries = 8 });
        cache.Keep(Small("used"));
        for (int i = 0; i < 100; i++)
        {
            Assert.NotNull(cache.Find("used"u8));
            cache.Keep(Small($"{i}"));
        }
    }

    [Theory]
    [InlineData(0, 1000, 10)]
    [InlineData(8, 0, 10)]
    [InlineData(8, 100_000, 0)]
    public void A_bound_of_zero_keeps_nothing(int entries, long bytes, int handles)
    {
        using var folder = new Platform.TestFolder();
        folder.Write("file", "x");
        using var cache = new FileCache(new ContentOptions { CacheEntries = entries, CacheBytes = bytes, CacheHandles = handles });
        cache.Keep(Open("file", folder));
        Assert.Equal(0, cache.Count);
        Assert.Equal(0, folder.OpenDescriptors());
    }

    [Fact]
    public void After_its_end_nothing_is_kept()
    {
        using var folder = new Platform.TestFolder();
        folder.Write("file", "x");
        var cache = new FileCache(new ContentOptions());
        cache.Dispose();
        cache.Keep(Open("file", folder));
        Assert.Null(cache.Find("file"u8));
        Assert.Equal(0, folder.OpenDescriptors());
    }

    [Fact]
    public void A_bound_below_zero_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileCache(new ContentOptions { CacheEntries = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileCache(new ContentOptions { CacheBytes = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileCache(new ContentOptions { CacheHandles = -1 }));
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        using var site = new Site();
        site.Write("small.html", "x");
        site.Write("sub/index.html", "x");
        site.Write("large.bin", new string('x', FileLoader.LargestInMemory * 2));
        var clock = new Clock(TimeSpan.FromSeconds(1), DateTime.UtcNow.AddHours(1));
        using var connection = new HttpConnection(new HttpLimits(), site.Files.Answer, in clock);
        foreach (string target in (string[])["/small.html", "/sub/", "/large.bin"])
        {
            foreach (string field in (string[])["X: y", "If-None-Match: \"x\"", "If-None-Match: *"])
            {
                byte[] request = Encoding.ASCII.GetBytes(Site.Request("GET", target, field));
                long allocated = long.MaxValue;
                // The first rounds load the file, rent buffers and format the date.
                for (int round = 0; round < 5 && allocated > 0; round++)
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    Serve(connection, request, in clock);
                    allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                }
                Assert.Equal(0, allocated);
            }
        }
    }

    private static void Serve(HttpConnection connection, byte[] request, in Clock clock)
    {
        connection.Received(request);
        Step step;
        while ((step = connection.Next(in clock)) != Step.Receive)
            connection.Sent(step == Step.Send ? connection.PendingBytes.Length : connection.PendingFile.Length);
    }

    private static Representation Small(string path, int size = 1) =>
        new(Encoding.UTF8.GetBytes(path), new FileIdentity(1, 2, size, 3, 4), new byte[size], handle: null, hasValidators: true, in Now);

    private static Representation Open(string path, Platform.TestFolder folder)
    {
        using RootDirectory root = RootDirectory.Open(folder.Root);
        Lookup file = root.OpenFile("file"u8);
        return new(Encoding.UTF8.GetBytes(path), file.Identity, [], file.Handle, hasValidators: true, in Now);
    }
}
