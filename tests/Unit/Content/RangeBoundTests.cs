using System.Globalization;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>RG-07, RG-08: numbers and numbers of ranges that have brought other servers down.</summary>
public sealed class RangeBoundTests : IDisposable
{
    private const string Text = "hello world";

    private readonly Site _site = new();

    public RangeBoundTests() => _site.Write("a.txt", Text);

    public void Dispose() => _site.Dispose();

    /// <summary>Hundreds of overlapping ranges, each of which a server might copy: the whole file costs less.</summary>
    [Theory]
    [InlineData(1300)]
    [InlineData(17)]
    [InlineData(2)]
    [Trait("Vulnerability", "CVE-2011-3192")]
    public void RG_07_Overlapping_ranges_get_the_whole_file(int count)
    {
        string ranges = string.Join(',', Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 5}-")));
        Answer answer = _site.Get("/a.txt", $"Range: bytes={ranges}");
        Assert.Equal(200, answer.Status);
        Assert.Equal(Text, answer.Text);
    }

    /// <summary>Sums of suffixes that wrap around to a small number, and so past a check.</summary>
    [Theory]
    [InlineData("bytes=-11,-9223372036854775608")]
    [InlineData("bytes=-5,-9223372036854775807")]
    [InlineData("bytes=-9223372036854775803,-9223372036854775816")]
    [Trait("Vulnerability", "CVE-2017-7529")]
    public void RG_08_Suffixes_whose_sum_wraps_get_the_whole_file(string ranges)
    {
        Answer answer = _site.Get("/a.txt", $"Range: {ranges}");
        Assert.Equal(200, answer.Status);
        Assert.Equal(Text, answer.Text);
    }

    /// <summary>A last position of 2^64 - 1, to which a server added one.</summary>
    [Theory]
    [InlineData("bytes=0-18446744073709551615", 0)]
    [InlineData("bytes=6-18446744073709551615", 6)]
    [InlineData("bytes=6-9223372036854775807", 6)]
    [InlineData("bytes=-18446744073709551616", 0)]
    [Trait("Vulnerability", "CVE-2015-1635")]
    public void RG_08_A_last_position_beyond_all_numbers_is_the_end(string range, int first)
    {
        Answer answer = _site.Get("/a.txt", $"Range: {range}");
        Assert.Equal(206, answer.Status);
        Assert.Equal(Text[first..], answer.Text);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"bytes {first}-10/11"), answer["Content-Range"]);
    }

    [Theory]
    [InlineData("bytes=18446744073709551615-")]
    [InlineData("bytes=18446744073709551616-18446744073709551617")]
    [InlineData("bytes=9223372036854775808-9223372036854775808")]
    [Trait("Vulnerability", "CVE-2015-1635")]
    public void RG_08_A_first_position_beyond_all_numbers_is_416(string range)
    {
        Answer answer = _site.Get("/a.txt", $"Range: {range}");
        Assert.Equal(416, answer.Status);
        Assert.Equal("bytes */11", answer["Content-Range"]);
    }
}
