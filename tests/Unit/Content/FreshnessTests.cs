using Weft.Content;
using Weft.Platform;
using Weft.Tests.Unit.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>The cache is never noticed, except by the clock.</summary>
public sealed class FreshnessTests
{
    private const int Large = FileLoader.LargestInMemory * 2;

    public static TheoryData<PathResolution> All => Resolutions.All;

    public static TheoryData<PathResolution> Native => Resolutions.Native;

    [Theory]
    [MemberData(nameof(Native))]
    public void Every_change_is_seen_by_the_next_request(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution);
        foreach (int size in (int[])[10, Large])
        {
            for (int i = 0; i < 50; i++)
            {
                string text = $"{i:00}{new string('x', size)}";
                site.Write("sub/a.txt", text);
                // The clock of the requests runs ahead, so each state is kept, as young as it is: only its identity can
                // tell that it is over. A time stamp that has not advanced would hide the change; replacing shows it.
                File.Copy(site.Folder.In("sub/a.txt"), site.Folder.In("new"), overwrite: true);
                File.Move(site.Folder.In("new"), site.Folder.In("sub/a.txt"), overwrite: true);
                Assert.Equal(text, site.Get("/sub/a.txt").Text);
                Assert.Equal(text, site.Get("/sub/a.txt").Text);
                Assert.Equal(1, site.Files.Cache.Count);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_young_file_is_served_but_not_kept(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution) { Ahead = TimeSpan.Zero };
        for (int i = 0; i < 200; i++)
        {
            site.Write("a.txt", $"{i:000}");
            Assert.Equal($"{i:000}", site.Get("/a.txt").Text);
        }
        // A machine may stop for 100 ms between the two calls above, but not two hundred times.
        site.Ahead = TimeSpan.FromDays(-1);
        site.Write("b.txt", "b");
        Assert.Equal("b", site.Get("/b.txt").Text);
        Assert.Null(site.Files.Cache.Find("b.txt"u8));
        site.Ahead = TimeSpan.FromDays(1);
        Assert.Equal("b", site.Get("/b.txt").Text);
        Assert.NotNull(site.Files.Cache.Find("b.txt"u8));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_disappears_is_gone_and_forgotten(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution);
        foreach (string text in (string[])["x", new string('x', Large)])
        {
            string path = site.Write("a.bin", text);
            Assert.Equal(text, site.Get("/a.bin").Text);
            Assert.Equal(1, site.Files.Cache.Count);
            File.Delete(path);
            Assert.Equal(404, site.Get("/a.bin").Status);
            Assert.Equal(0, site.Files.Cache.Count);
            Assert.Equal(0, site.Files.Cache.Handles);
            Assert.Equal(0, site.Files.Cache.Bytes);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void FS_01_A_kept_file_that_moves_outside_is_gone(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution);
        site.Write("folder/file", "x");
        Assert.Equal(200, site.Get("/folder/file").Status);
        Directory.Move(site.Folder.In("folder"), site.Folder.In("../moved"));
        site.Folder.Link("folder", "../moved");
        Assert.Equal(404, site.Get("/folder/file").Status);
    }

    [Fact]
    public void A_file_that_becomes_a_folder_is_one()
    {
        using var site = new Site();
        string path = site.Write("x", "x");
        Assert.Equal(200, site.Get("/x").Status);
        File.Delete(path);
        site.Write("x/index.html", "page");
        Assert.Equal(301, site.Get("/x").Status);
        Assert.Equal("page", site.Get("/x/").Text);
    }

    [Fact]
    public void One_look_serves_all_requests_of_a_batch()
    {
        using var site = new Site();
        site.Write("a.txt", "before");
        Assert.Equal("before", site.Get("/a.txt").Text);
        // The change happens after all three requests of the first batch were received, so they need not see it.
        site.Answering = number =>
        {
            if (number == 1)
                site.Write("a.txt", "afterwards");
        };
        string request = Site.Request("GET", "/a.txt");
        IReadOnlyList<Answer> answers = site.Exchange(request + request + request, request);
        Assert.Equal("before before before afterwards", string.Join(' ', answers.Select(answer => answer.Text)));
    }

    [Fact]
    public void A_look_for_one_connection_does_not_serve_another()
    {
        using var site = new Site();
        site.Write("a.txt", "before");
        bool isInner = false;
        string? inner = null;
        site.Answering = number =>
        {
            if (number != 1 || isInner)
                return;
            isInner = true;
            site.Write("a.txt", "afterwards");
            inner = site.Get("/a.txt").Text;
        };
        string request = Site.Request("GET", "/a.txt");
        site.Exchange(request + request);
        Assert.Equal("afterwards", inner);
    }

    [Fact]
    public void Readers_and_a_writer_agree()
    {
        using var site = new Site(new ContentOptions { CacheEntries = 8, CacheHandles = 2 });
        for (int i = 0; i < 6; i++)
            site.Write($"{i}", Text(i, 0));
        bool isOver = false;
        int newest = 0;
        var writing = new Thread(() =>
        {
            for (int round = 1; round <= 30; round++)
            {
                for (int i = 0; i < 6; i++)
                {
                    site.Write("new", Text(i, round));
                    File.Move(site.Folder.In("new"), site.Folder.In($"{i}"), overwrite: true);
                }
                Volatile.Write(ref newest, round);
            }
            Volatile.Write(ref isOver, true);
        });
        string? failure = null;
        Thread[] reading = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            for (int i = 0; !Volatile.Read(ref isOver); i = (i + 1) % 6)
            {
                int oldest = Volatile.Read(ref newest);
                string text = site.Get($"/{i}").Text;
                int round = int.Parse(text.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
                if (round < oldest || text != Text(i, round))
                    failure = text[..10];
            }
        }))];
        writing.Start();
        Array.ForEach(reading, thread => thread.Start());
        writing.Join();
        Array.ForEach(reading, thread => thread.Join());
        Assert.Null(failure);
        Assert.InRange(site.Files.Cache.Handles, 0, 2);
        Assert.Equal(site.Files.Cache.Handles, site.Folder.OpenDescriptors() - 1);
        site.Files.Dispose();
        Assert.Equal(0, site.Folder.OpenDescriptors());
    }

    // Every other one is large; the length differs from round to round.
    private static string Text(int number, int round) =>
        $"{round:000}{new string((char)('a' + number), (number % 2 * Large) + 10 + round)}";
}
