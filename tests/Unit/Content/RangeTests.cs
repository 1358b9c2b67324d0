using System.Globalization;
using System.Text;
using Weft.Content;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>Parts of files, from memory and from the open file: the rows RG-06, RG-10 and FS-10.</summary>
public sealed class RangeTests : IDisposable
{
    private const int Small = 11;
    private const int Large = FileLoader.LargestInMemory * 3;
    private static readonly DateTime Noon = new(2024, 5, 6, 12, 0, 0, DateTimeKind.Utc);

    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData(Small, "0-0,-2")]
    [InlineData(Small, "-2,0-0")]
    [InlineData(Small, "0-0,2-2,4-4,6-6,8-8,10-10")]
    [InlineData(FileLoader.LargestInMemory, "0-0,2-")]
    [InlineData(FileLoader.LargestInMemory + 1, "0-0,2-")]
    [InlineData(Large, "0-0,-2")]
    [InlineData(Large, "-20000,0-20000")]
    [InlineData(Large, "30-39,0-9,20-29")]
    public void RG_06_Parts_are_exact_and_the_same_again_from_the_cache(int size, string ranges)
    {
        string text = Write("a.txt", size);
        Answer whole = _site.Get("/a.txt");
        string boundary = "weft-" + whole["ETag"]!.Trim('"');
        string expected = Parts(text, ranges, boundary);
        for (int i = 0; i < 2; i++)
        {
            Answer answer = _site.Get("/a.txt", "Range: bytes=" + ranges);
            Assert.Equal(206, answer.Status);
            Assert.Equal(expected, answer.Text);
            Assert.Equal(expected.Length.ToString(CultureInfo.InvariantCulture), answer["Content-Length"]);
            Assert.Equal("multipart/byteranges; boundary=" + boundary, answer["Content-Type"]);
            Assert.Equal(whole.Names, answer.Names);
            Assert.Equal(whole["ETag"], answer["ETag"]);
            Assert.Equal(whole["Last-Modified"], answer["Last-Modified"]);
        }
    }

    /// <summary>RFC 2046 §5.1.1: at most 70 characters; and no quotes are needed around these.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1970)]
    [InlineData(2200)]
    public void A_boundary_is_a_short_token_whatever_the_time(int year)
    {
        string path = _site.Write("a.txt", "hello");
        File.SetLastWriteTimeUtc(path, new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Matches("^multipart/byteranges; boundary=[a-z0-9-]{1,70}$", _site.Get("/a.txt", "Range: bytes=0-0,2-2")["Content-Type"]);
    }

    [Fact]
    public void No_part_leaves_its_file_open()
    {
        using var site = new Site(new ContentOptions { CacheEntries = 0 });
        site.Write("a.txt", new string('x', Large));
        int open = site.Folder.OpenDescriptors();
        string[] fields =
        [
            "Range: bytes=0-4", "Range: bytes=0-0,2-30000", "Range: bytes=99999-", "Range: bytes=x", "If-Match: \"x\"", "If-None-Match: *",
        ];
        foreach (string field in fields)
        {
            site.Get("/a.txt", field);
            site.Head("/a.txt", field);
            Assert.Equal(open, site.Folder.OpenDescriptors());
        }
    }

    [Theory]
    [InlineData("Range: bytes=5-")]
    [InlineData("Range: bytes=0-9,20-40000")]
    [InlineData("Range: bytes=0-9,47000-47009")]
    public void FS_10_A_file_cut_while_a_part_is_sent_ends_the_connection(string range)
    {
        using var site = new Site(new ContentOptions { CacheEntries = 0 });
        string path = site.Write("a.txt", new string('x', Large));
        int open = site.Folder.OpenDescriptors();
        site.Sending = _ =>
        {
            using FileStream file = File.OpenWrite(path);
            file.SetLength(5);
        };
        Assert.Throws<IOException>(() => site.Get("/a.txt", range));
        Assert.Equal(open, site.Folder.OpenDescriptors());
    }

    [Theory]
    [InlineData("{0}", 206)]
    [InlineData("Mon, 06 May 2024 12:00:00 GMT", 206)]
    [InlineData("Monday, 06-May-24 12:00:00 GMT", 206)]
    [InlineData("Mon May  6 12:00:00 2024", 206)]
    [InlineData("W/{0}", 200)]
    [InlineData("\"x\"", 200)]
    [InlineData("\"x\", {0}", 200)]
    [InlineData("*", 200)]
    [InlineData("", 200)]
    [InlineData("garbage", 200)]
    [InlineData("Mon, 06 May 2024 11:59:59 GMT", 200)]
    [InlineData("Mon, 06 May 2024 12:00:01 GMT", 200)]
    public void RG_10_Only_what_is_certain_gets_a_part(string validator, int status)
    {
        foreach (int size in (int[])[Small, Large])
        {
            Write("a.txt", size);
            string field = "If-Range: " + string.Format(CultureInfo.InvariantCulture, validator, _site.Get("/a.txt")["ETag"]);
            Assert.Equal(status, _site.Get("/a.txt", field, "Range: bytes=0-4").Status);
            Assert.Equal(status, _site.Get("/a.txt", "Range: bytes=0-0,2-4", field).Status);
            Assert.Equal(status == 206 ? 416 : 200, _site.Get("/a.txt", "Range: bytes=99999-", field).Status);
            Assert.Equal(200, _site.Get("/a.txt", field).Status);
            Assert.Equal(200, _site.Get("/a.txt", "Range: bytes=0-4", field, field).Status);
        }
    }

    /// <summary>RFC 9110 §8.8.2.2: within the second that a date names, the file may change once more.</summary>
    [Fact]
    public void RG_10_A_date_of_this_very_second_is_not_certain()
    {
        string path = _site.Write("a.txt", "hello world");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(2));
        // The file is of a time to come, so it says that it was modified now; try until both fall into the same second.
        Answer first;
        Answer second;
        do
        {
            first = _site.Get("/a.txt");
            second = _site.Get("/a.txt", "Range: bytes=0-4", $"If-Range: {first["Last-Modified"]}");
        }
        while (first["Date"] != second["Date"]);
        Assert.Equal(200, second.Status);
    }

    [Fact]
    public void RG_10_A_file_without_validators_gets_no_part_by_condition()
    {
        File.SetLastWriteTimeUtc(_site.Write("a.txt", "hello"), DateTime.UnixEpoch.AddSeconds(1));
        foreach (string validator in (string[])["\"\"", "Thu, 01 Jan 1970 00:00:01 GMT", "\"5-3b9aca00\"", ""])
            Assert.Equal(200, _site.Get("/a.txt", "Range: bytes=0-1", "If-Range: " + validator).Status);
        Assert.Equal(206, _site.Get("/a.txt", "Range: bytes=0-1").Status);
    }

    [Fact]
    public void A_changed_file_is_whole_for_who_has_a_part_of_the_old_one()
    {
        foreach (int size in (int[])[Small, Large])
        {
            Write("a.txt", size);
            string tag = _site.Get("/a.txt")["ETag"]!;
            string text = new('y', size);
            File.SetLastWriteTimeUtc(_site.Write("a.txt", text), Noon.AddTicks(1));
            Answer answer = _site.Get("/a.txt", "Range: bytes=5-", "If-Range: " + tag);
            Assert.Equal(200, answer.Status);
            Assert.Equal(text, answer.Text);
        }
    }

    private string Write(string name, int size)
    {
        string text = string.Create(size, 0, static (characters, _) =>
        {
            for (int i = 0; i < characters.Length; i++)
                characters[i] = (char)('a' + (i * 7 / 3 % 26));
        });
        File.SetLastWriteTimeUtc(_site.Write(name, text), Noon);
        return text;
    }

    /// <summary>RFC 9110 §14.6, written down once more.</summary>
    private static string Parts(string text, string ranges, string boundary)
    {
        var body = new StringBuilder();
        foreach (string[] ends in ranges.Split(',').Select(static range => range.Split('-')))
        {
            int second = ends[1].Length == 0 ? text.Length - 1 : int.Parse(ends[1], CultureInfo.InvariantCulture);
            int first = ends[0].Length == 0 ? text.Length - second : int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = ends[0].Length == 0 ? text.Length - 1 : second;
            body.Append(body.Length == 0 ? "" : "\r\n").Append(CultureInfo.InvariantCulture, $"--{boundary}\r\n");
            body.Append("Content-Type: text/plain; charset=utf-8\r\n");
            body.Append(CultureInfo.InvariantCulture, $"Content-Range: bytes {first}-{last}/{text.Length}\r\n\r\n{text[first..(last + 1)]}");
        }
        return body.Append(CultureInfo.InvariantCulture, $"\r\n--{boundary}--\r\n").ToString();
    }
}
