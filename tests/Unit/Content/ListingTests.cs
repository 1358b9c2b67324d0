using System.Globalization;
using Weft.Platform;
using Weft.Tests.Unit.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>The page for a folder: row OS-01.</summary>
public sealed class ListingTests : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("<script>alert(1)</script>", "%3Cscript%3Ealert(1)%3C", null)]
    [InlineData("a\"b'c&d", "a%22b%27c%26d", "a&quot;b&#39;c&amp;d")]
    [InlineData("what?#50%", "what%3F%2350%25", "what?#50%")]
    [InlineData("a b+c", "a%20b+c", "a b+c")]
    [InlineData("javascript:alert(1)", "./javascript:alert(1)", "javascript:alert(1)")]
    [InlineData(":first", "./:first", ":first")]
    [InlineData("new\nline", "new%0Aline", "new\uFFFDline")]
    [InlineData("grün", "gr%C3%BCn", "grün")]
    [InlineData("back\\slash", "back%5Cslash", "back\\slash")]
    [InlineData("\U0001F9F5", "%F0%9F%A7%B5", "\U0001F9F5")]
    [Trait("Vulnerability", "CVE-2025-11966")]
    [Trait("Vulnerability", "serve-index#28")]
    public void OS_01_Names_are_escaped(string name, string href, string? text)
    {
        // A slash cannot be in a name: the script becomes a folder, whose name is as dangerous.
        _site.Write(name, "x");
        string page = _site.Get("/").Text;
        Assert.Contains($"<a href=\"{href}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        if (text is not null)
            Assert.Contains($"<a href=\"{href}\">{text}</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void OS_01_Names_that_are_not_UTF_8_are_shown_and_can_be_had()
    {
        _site.Folder.WriteRaw([(byte)'n', 0xFF, 0xC0, (byte)'m']);
        Assert.Contains("<a href=\"n%FF%C0m\">n\uFFFD\uFFFDm</a>", _site.Get("/").Text, StringComparison.Ordinal);
        Assert.Equal(200, _site.Get("/n%FF%C0m").Status);
    }

    [Fact]
    public void OS_01_The_name_of_the_folder_is_escaped()
    {
        Directory.CreateDirectory(_site.Folder.In("<b>&"));
        string page = _site.Get("/%3Cb%3E&/").Text;
        Assert.Contains("<title>/&lt;b&gt;&amp;/</title>", page, StringComparison.Ordinal);
        Assert.Contains("<h1>/&lt;b&gt;&amp;/</h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_shows_folders_first_with_size_and_time_and_the_way_up()
    {
        string path = _site.Write("sub/b.txt", new string('x', 1536));
        File.SetLastWriteTimeUtc(path, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc));
        _site.Write("sub/a.txt", "");
        Directory.CreateDirectory(_site.Folder.In("sub/z"));
        Answer answer = _site.Get("/sub/");
        Assert.Equal("text/html; charset=utf-8", answer["Content-Type"]);
        Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
        Assert.Contains("<td>1.5 KB</td><td>2024-05-06 07:08</td>", answer.Text, StringComparison.Ordinal);
        Assert.Matches("(?s)href=\"../\".*href=\"z/\">z/<.*href=\"a.txt\".*href=\"b.txt\"", answer.Text);
        Assert.DoesNotContain("../", _site.Get("/").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void RS_01_HEAD_of_a_listing_has_its_length()
    {
        _site.Write("a.txt", "x");
        Answer get = _site.Get("/");
        Answer head = _site.Head("/");
        Assert.Equal(get["Content-Length"], head["Content-Length"]);
        Assert.Equal(get.Content.Length.ToString(CultureInfo.InvariantCulture), head["Content-Length"]);
        Assert.Empty(head.Content);
    }

    [Fact]
    public void A_listing_is_made_anew_each_time()
    {
        Assert.DoesNotContain("a.txt", _site.Get("/").Text, StringComparison.Ordinal);
        _site.Write("a.txt", "x");
        Assert.Contains("a.txt", _site.Get("/").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_name_of_a_large_folder_is_there()
    {
        for (int i = 0; i < 500; i++)
            File.Create(_site.Folder.In($"file-{i:0000}")).Dispose();
        string[] names = [.. _site.Get("/").Text.Split("<a href=\"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])];
        Assert.Equal(500, names.Length);
        Assert.Equal("file-0000", names[0]);
        Assert.Equal("file-0499", names[^1]);
        Assert.Equal(names.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal), names, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(0L, "0 B")]
    [InlineData(1023L, "1023 B")]
    [InlineData(1024L, "1.0 KB")]
    [InlineData(150L * 1024, "150 KB")]
    [InlineData(5L * 1024 * 1024 * 1024, "5.0 GB")]
    [InlineData(long.MaxValue, "8.0 EB")]
    public void Sizes_are_for_people(long size, string text)
    {
        var entry = new FolderEntry("x"u8.ToArray(), IsFolder: false, size, DateTime.UnixEpoch);
        byte[] page = Weft.Content.FolderListing.Write("/"u8, [entry]);
        Assert.Contains($"<td>{text}</td>", System.Text.Encoding.UTF8.GetString(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_not_listed()
    {
        TestCalls.MakePipe(_site.Folder.In("pipe"));
        Assert.DoesNotContain("pipe", _site.Get("/").Text, StringComparison.Ordinal);
    }
}
