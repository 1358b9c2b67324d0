using System.Globalization;
using Weft.Content;
using Weft.Http;
using Weft.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>Validators and the conditions that use them: the rows CD.</summary>
public sealed class ConditionalTests : IDisposable
{
    private static readonly DateTime Noon = new(2024, 5, 6, 12, 0, 0, 789, DateTimeKind.Utc);
    private readonly Site _site = new();
    private readonly string _path;

    public ConditionalTests()
    {
        _path = _site.Write("a.txt", "hello");
        File.SetLastWriteTimeUtc(_path, Noon);
    }

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_file_has_a_strong_tag_and_a_date()
    {
        Answer answer = _site.Get("/a.txt");
        Assert.Matches("^\"5-17cce480fdf5af40-[0-9a-f]{16}\"$", answer["ETag"]);
        Assert.Equal("Mon, 06 May 2024 12:00:00 GMT", answer["Last-Modified"]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("*")]
    [InlineData("\"x\", {0}")]
    [InlineData("\"x\",W/{0},\"y\"")]
    [InlineData(",, {0} ,")]
    [InlineData("\"a,b\", {0}")]
    [InlineData("\"\", {0}")]
    public void CD_01_If_None_Match_that_matches_is_304(string list)
    {
        string value = string.Format(CultureInfo.InvariantCulture, list, _site.Get("/a.txt")["ETag"]);
        Assert.Equal(304, _site.Get("/a.txt", $"If-None-Match: {value}").Status);
        Assert.Equal(304, _site.Head("/a.txt", $"If-None-Match: {value}").Status);
        Assert.Equal(304, _site.Get("/a.txt", "If-None-Match: \"x\"", $"if-none-match: {value}").Status);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("W/")]
    [InlineData("w/{0}")]
    [InlineData("\"open")]
    [InlineData("{0}x")]
    [InlineData("x{0}")]
    [InlineData("\"x y\", {0}")]
    [InlineData("abc, {0}")]
    [InlineData("{0}{0}")]
    [InlineData("\"*\"")]
    [InlineData("*, {0}x")]
    [InlineData("\"")]
    [InlineData("")]
    [InlineData("\"{0}\"")]
    public void CD_08_Malformed_tags_never_match(string list)
    {
        string value = string.Format(CultureInfo.InvariantCulture, list, _site.Get("/a.txt")["ETag"]);
        Assert.Equal(200, _site.Get("/a.txt", $"If-None-Match: {value}").Status);
        Assert.Equal(412, _site.Get("/a.txt", $"If-Match: {value}").Status);
    }

    [Fact]
    public void CD_02_If_None_Match_decides_alone()
    {
        const string Later = "If-Modified-Since: Tue, 07 May 2024 12:00:00 GMT";
        Assert.Equal(304, _site.Get("/a.txt", Later).Status);
        Assert.Equal(200, _site.Get("/a.txt", Later, "If-None-Match: \"x\"").Status);
        Assert.Equal(200, _site.Get("/a.txt", Later, "If-None-Match:").Status);
    }

    [Theory]
    [InlineData("Mon, 06 May 2024 12:00:00 GMT", 304)]
    [InlineData("Monday, 06-May-24 12:00:00 GMT", 304)]
    [InlineData("Mon May  6 12:00:00 2024", 304)]
    [InlineData("Mon, 06 May 2024 12:00:01 GMT", 304)]
    [InlineData("Sat, 06 May 2124 12:00:00 GMT", 304)]
    [InlineData("Mon, 06 May 2024 11:59:59 GMT", 200)]
    [InlineData("Monday, 06-May-24 11:59:59 GMT", 200)]
    [InlineData("Mon May  6 11:59:59 2024", 200)]
    [InlineData("Mon, 06 May 99999 12:00:00 GMT", 200)]
    [InlineData("Mon, 99 May 2024 12:00:00 GMT", 200)]
    [InlineData("garbage", 200)]
    [InlineData("99999999999999999999", 200)]
    [InlineData("Mon, 06 May 2024 12:00:00 GMT, Mon, 06 May 2024 12:00:00 GMT", 200)]
    [InlineData("", 200)]
    [Trait("Vulnerability", "CVE-2015-9242")]
    public void CD_03_CD_04_If_Modified_Since_compares_seconds(string date, int status)
    {
        Assert.Equal(status, _site.Get("/a.txt", $"If-Modified-Since: {date}").Status);
        Assert.Equal(status, _site.Head("/a.txt", $"If-Modified-Since: {date}").Status);
    }

    [Fact]
    public void CD_03_If_Modified_Since_twice_is_ignored()
    {
        const string Later = "If-Modified-Since: Tue, 07 May 2024 12:00:00 GMT";
        Assert.Equal(200, _site.Get("/a.txt", Later, Later).Status);
    }

    [Theory]
    [InlineData("{0}", 200)]
    [InlineData("\"x\", {0}", 200)]
    [InlineData("*", 200)]
    [InlineData("W/{0}", 412)]
    [InlineData("\"x\"", 412)]
    public void CD_05_If_Match_compares_strongly(string list, int status)
    {
        string value = string.Format(CultureInfo.InvariantCulture, list, _site.Get("/a.txt")["ETag"]);
        Assert.Equal(status, _site.Get("/a.txt", $"If-Match: {value}").Status);
        Assert.Equal(404, _site.Get("/nothing", $"If-Match: {value}").Status);
    }

    [Fact]
    public void CD_06_If_Unmodified_Since_yields_to_If_Match()
    {
        const string Earlier = "If-Unmodified-Since: Mon, 06 May 2024 11:59:59 GMT";
        Assert.Equal(412, _site.Get("/a.txt", Earlier).Status);
        Assert.Equal(200, _site.Get("/a.txt", "If-Unmodified-Since: Mon, 06 May 2024 12:00:00 GMT").Status);
        Assert.Equal(200, _site.Get("/a.txt", "If-Unmodified-Since: garbage").Status);
        Assert.Equal(200, _site.Get("/a.txt", Earlier, "If-Match: *").Status);
        Assert.Equal(200, _site.Get("/a.txt", Earlier, Earlier).Status);
    }

    [Fact]
    public void CD_07_A_failed_precondition_comes_before_304()
    {
        Assert.Equal(412, _site.Get("/a.txt", "If-Match: \"x\"", "If-None-Match: *").Status);
        Assert.Equal(304, _site.Get("/a.txt", "If-Match: *", "If-None-Match: *").Status);
    }

    [Fact]
    public void CD_09_A_304_has_only_what_tells_the_stored_answer_apart()
    {
        Answer ok = _site.Get("/a.txt");
        Answer answer = _site.Get("/a.txt", "If-None-Match: *");
        Assert.Equal("Cache-Control Date ETag Expires Server", answer.Names);
        foreach (string name in (string[])["Cache-Control", "ETag", "Expires"])
            Assert.Equal(ok[name], answer[name]);
        Assert.Empty(answer.Content);
    }

    [Fact]
    public void CD_10_A_rewrite_of_the_same_size_in_the_same_second_changes_the_tag()
    {
        string? before = _site.Get("/a.txt")["ETag"];
        File.WriteAllText(_path, "HELLO");
        File.SetLastWriteTimeUtc(_path, Noon.AddTicks(1));
        Answer answer = _site.Get("/a.txt", $"If-None-Match: {before}");
        Assert.Equal(200, answer.Status);
        Assert.Equal("HELLO", answer.Text);
        Assert.False(string.Equals(before, answer["ETag"], StringComparison.Ordinal));
        Assert.Equal("Mon, 06 May 2024 12:00:00 GMT", answer["Last-Modified"]);
    }

    /// <summary>Tar, rsync -t, touch and reproducible builds put the time back. Nobody puts back the time of change.</summary>
    [Theory]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(FileLoader.LargestInMemory + 1, false)]
    [InlineData(FileLoader.LargestInMemory + 1, true)]
    public void CD_10_A_rewrite_of_the_same_size_and_time_changes_the_tag(int size, bool isReplaced)
    {
        _site.Ahead = TimeSpan.Zero;
        string[] texts = [new string('a', size), new string('b', size)];
        File.WriteAllText(_path, texts[0]);
        File.SetLastWriteTimeUtc(_path, Noon);
        string before = Tag();

        string written = isReplaced ? _site.Folder.In("new") : _path;
        // On an older kernel the clock of files goes in steps, and a change within the same step would not show.
        do
        {
            File.WriteAllText(written, texts[1]);
            File.SetLastWriteTimeUtc(written, Noon);
            if (isReplaced)
                File.Move(written, _path, overwrite: true);
        }
        while (Tag() == before);

        string field = $"If-None-Match: {before}";
        Assert.Equal(texts[1], _site.Get("/a.txt", field).Text);
        Assert.NotEqual(before, Tag(), StringComparer.Ordinal);
        Assert.Equal(200, _site.Get("/a.txt", field).Status);
        Assert.Equal(texts[1], _site.Get("/a.txt", "Range: bytes=0-0", $"If-Range: {before}").Text);
        Assert.Equal(412, _site.Get("/a.txt", $"If-Match: {before}").Status);
    }

    /// <summary>What it costs: everything that is done to a file is a change, though its bytes stay.</summary>
    [Fact]
    public void CD_10_Other_permissions_change_the_tag()
    {
        _site.Ahead = TimeSpan.Zero;
        string before = Tag();
        do
            File.SetAttributes(_path, FileAttributes.ReadOnly);
        while (Tag() == before);
        Assert.Equal(200, _site.Get("/a.txt", $"If-None-Match: {before}").Status);
        Assert.NotEqual(before, Tag(), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(400 * 365)]
    public void CD_11_Last_Modified_is_never_later_than_Date(int days)
    {
        File.SetLastWriteTimeUtc(_path, DateTime.UtcNow.AddDays(days));
        for (int i = 0; i < 2; i++)
        {
            Answer answer = _site.Get("/a.txt");
            Assert.Equal(answer["Date"], answer["Last-Modified"]);
        }
        Assert.Equal(0, _site.Files.Cache.Count);
        Assert.Equal(304, _site.Get("/a.txt", $"If-None-Match: {_site.Get("/a.txt")["ETag"]}").Status);
    }

    /// <summary>A file may be kept when the clock is set back, and its date with it.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(-365 * 30)]
    public void CD_11_Last_Modified_is_never_later_than_Date_though_the_clock_is_set_back(int days)
    {
        foreach (string text in (string[])["hello", new string('x', FileLoader.LargestInMemory + 1)])
        {
            File.WriteAllText(_path, text);
            DateTime modified = File.GetLastWriteTimeUtc(_path);
            _site.Ahead = TimeSpan.FromHours(1);
            Answer before = _site.Get("/a.txt");
            Assert.Equal(modified.ToString("r", CultureInfo.InvariantCulture), before["Last-Modified"]);
            Assert.NotNull(_site.Files.Cache.Find("a.txt"u8));

            _site.Ahead = TimeSpan.FromDays(days);
            for (int i = 0; i < 2; i++)
            {
                Answer back = _site.Get("/a.txt");
                Assert.Equal(back["Date"], back["Last-Modified"]);
                Assert.Equal(before["ETag"], back["ETag"]);
                Assert.Equal(text, back.Text);
            }
            Assert.Equal(304, _site.Get("/a.txt", $"If-None-Match: {before["ETag"]}").Status);

            _site.Ahead = TimeSpan.FromHours(1);
            Assert.Equal(before["Last-Modified"], _site.Get("/a.txt")["Last-Modified"]);
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(-1, true)]
    public void A_date_that_was_made_up_is_no_validator(int seconds, bool isDate)
    {
        File.SetLastWriteTimeUtc(_path, DateTime.UnixEpoch.AddSeconds(seconds));
        Answer answer = _site.Get("/a.txt", "If-Modified-Since: Mon, 06 May 2024 12:00:00 GMT");
        Assert.Equal(isDate ? 304 : 200, answer.Status);
        answer = _site.Get("/a.txt");
        Assert.Equal(isDate, answer["Last-Modified"] is not null);
        // The time of change is made up by nobody, so there is a tag.
        Assert.Equal(304, _site.Get("/a.txt", $"If-None-Match: {answer["ETag"]}").Status);
        Assert.Equal(200, _site.Get("/a.txt", $"If-Match: {answer["ETag"]}").Status);
    }

    /// <summary>An image of a file system that keeps no time of change shows the one time as both.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(1_999_999_999, false)]
    [InlineData(2_000_000_000, true)]
    [InlineData(-1, true)]
    public void A_file_of_which_both_times_were_made_up_has_no_tag(long ns, bool hasTag)
    {
        Assert.Equal(hasTag, Make(ns, ns).EntityTag.Length > 0);
        Assert.Equal(hasTag, Make(ns, ns).LastModified is not null);
        Assert.Equal(hasTag, Make(1, ns).EntityTag.Length > 0);
        Assert.Equal(hasTag, Make(ns, 1).LastModified is not null);

        static Representation Make(long modified, long changed) => new(
            "a"u8, new FileIdentity(1, 2, 0, modified, changed), [], handle: null, hasValidators: true, new Clock(TimeSpan.Zero, Noon));
    }

    private string Tag() => _site.Get("/a.txt")["ETag"]!;

    [Fact]
    public void FS_13_A_folder_has_the_validators_of_its_index_page()
    {
        string index = _site.Write("sub/index.html", "one");
        File.SetLastWriteTimeUtc(index, Noon);
        string? tag = _site.Get("/sub/")["ETag"];
        Assert.Equal(304, _site.Get("/sub/", $"If-None-Match: {tag}").Status);
        File.SetLastWriteTimeUtc(index, Noon.AddSeconds(1));
        Assert.Equal(200, _site.Get("/sub/", $"If-None-Match: {tag}").Status);
    }

    [Fact]
    public void A_listing_has_no_validators()
    {
        _site.Write("sub/x", "x");
        Answer answer = _site.Get("/sub/", "If-None-Match: *", "If-Modified-Since: Sat, 06 May 2124 12:00:00 GMT");
        Assert.Equal(200, answer.Status);
        Assert.Null(answer["ETag"]);
        Assert.Null(answer["Last-Modified"]);
        Assert.Null(answer["Expires"]);
        Assert.Equal("no-cache", answer["Cache-Control"]);
    }
}
