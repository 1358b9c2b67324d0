using System.Text;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>The small grammars, as tables.</summary>
public sealed class TableTests
{
    private static readonly DateTime Now = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a/")]
    [InlineData("//", "/")]
    [InlineData("/a//b///c", "/a/b/c")]
    [InlineData("/./a/./", "/a/")]
    [InlineData("/.", "/")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/../", "/")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/../c", "/a/c")]
    [InlineData("/a/%2e%2E/b", "/b")]
    [InlineData("/%2e/a", "/a")]
    [InlineData("/...", "/...")]
    [InlineData("/..a", "/..a")]
    [InlineData("/.a/..b/c..", "/.a/..b/c..")]
    [InlineData("/%41%62", "/Ab")]
    [InlineData("/%25%34%31", "/%41")]
    [InlineData("/%ff", "/\u00FF")]
    [InlineData("/a%3fb%23", "/a?b#")]
    [InlineData("/a%5cb", "/a\\b")]
    [InlineData("/..;/x", "/..;/x")]
    public void PathsThatNameSomething(string raw, string expected)
    {
        Assert.Equal(PathOutcome.Ok, Normalize(raw, out string path));
        Assert.Equal(expected, path);
    }

    [Fact]
    public void APathThatIsNormalIsNotCopied()
    {
        ReadOnlySpan<byte> raw = "/a/b.c/"u8;
        Assert.Equal(PathOutcome.Ok, TargetPath.Normalize(raw, new byte[raw.Length], out ReadOnlySpan<byte> path));
        Assert.True(path == raw);
    }

    [Theory]
    [InlineData("/%")]
    [InlineData("/%4")]
    [InlineData("/%4/")]
    [InlineData("/%g0")]
    [InlineData("/%0g")]
    [InlineData("/%-1")]
    [InlineData("/%00")]
    [InlineData("/%1f")]
    [InlineData("/%7F")]
    [InlineData("/..")]
    [InlineData("/../a")]
    [InlineData("//..")]
    [InlineData("/./..")]
    [InlineData("/a/../..")]
    [InlineData("/%2e.")]
    [InlineData("/a%2fb/%")]
    public void PathsThatAreMalformed(string raw) => Assert.Equal(PathOutcome.Malformed, Normalize(raw, out _));

    [Theory]
    [InlineData("/%2f")]
    [InlineData("/a%2Fb")]
    [InlineData("/..%2f")]
    [InlineData("/a/%2e%2e%2f")]
    [InlineData("/a%2fb/../c")]
    public void PathsThatNameNothing(string raw) => Assert.Equal(PathOutcome.NamesNothing, Normalize(raw, out _));

    [Theory]
    [InlineData("a")]
    [InlineData("www.example.com")]
    [InlineData("a.")]
    [InlineData("a:80")]
    [InlineData("a:")]
    [InlineData("a:0")]
    [InlineData("a:65535")]
    [InlineData("a:00080")]
    [InlineData("127.0.0.1:80")]
    [InlineData("my_host-1")]
    [InlineData("a%20b")]
    [InlineData("!$&'()*+;=~")]
    [InlineData("[::]")]
    [InlineData("[::1]:80")]
    [InlineData("[1::]")]
    [InlineData("[1:2:3:4:5:6:7:8]")]
    [InlineData("[1:2:3:4:5:6:7::]")]
    [InlineData("[::2:3:4:5:6:7:8]")]
    [InlineData("[2001:DB8::ff00:42:8329]")]
    [InlineData("[::ffff:192.0.2.1]")]
    [InlineData("[1:2:3:4:5:6:192.0.2.1]")]
    [InlineData("[::192.0.2.1]")]
    [InlineData("[v1.a]")]
    [InlineData("[VfF.a:b~!$]")]
    [InlineData("[v0.a]")]
    [InlineData("[::255.255.255.255]")]
    [InlineData("%0e")]
    public void HostsThatAreValid(string host) => Assert.True(HostField.IsValid(Encoding.Latin1.GetBytes(host)));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":80")]
    [InlineData(".")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("a..")]
    [InlineData("a,b")]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a?")]
    [InlineData("a%")]
    [InlineData("a%2")]
    [InlineData("a%2g")]
    [InlineData("a%g0")]
    [InlineData("%zz")]
    [InlineData("a%20%zz")]
    [InlineData("a\"")]
    [InlineData("\u00E9")]
    [InlineData("a:b")]
    [InlineData("a:65536")]
    [InlineData("a:000080")]
    [InlineData("a:-1")]
    [InlineData("a:80:80")]
    [InlineData("a:80 ")]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[::1")]
    [InlineData("::1")]
    [InlineData("[::1]]")]
    [InlineData("[::1]a")]
    [InlineData("[::1]80")]
    [InlineData("[:]")]
    [InlineData("[:1]")]
    [InlineData("[1:]")]
    [InlineData("[:::]")]
    [InlineData("[1:::2]")]
    [InlineData("[1::2::3]")]
    [InlineData("[12345::]")]
    [InlineData("[g::]")]
    [InlineData("[1:2:3:4:5:6:7]")]
    [InlineData("[1:2:3:4:5:6:7:8:9]")]
    [InlineData("[::1:2:3:4:5:6:7:8]")]
    [InlineData("[1:2:3:4:5:6:7:192.0.2.1]")]
    [InlineData("[192.0.2.1]")]
    [InlineData("[::192.0.2]")]
    [InlineData("[::192.0.2.1.1]")]
    [InlineData("[::192.0.2.256]")]
    [InlineData("[::192.0.2.1000]")]
    [InlineData("[::192.0.2.99999999999]")]
    [InlineData("[::192.0.2.]")]
    [InlineData("[::192.0.2.01]")]
    [InlineData("[::192.0.2.a]")]
    [InlineData("[fe80::1%25eth0]")]
    [InlineData("[v.a]")]
    [InlineData("[v1.]")]
    [InlineData("[v1]")]
    [InlineData("[vg.a]")]
    [InlineData("[v1.%20]")]
    [InlineData("[v1.a/]")]
    public void HostsThatAreNot(string host) => Assert.False(HostField.IsValid(Encoding.Latin1.GetBytes(host)));

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37")]
    [InlineData("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37")]
    [InlineData("Wed Nov 16 08:49:37 1994", "1994-11-16T08:49:37")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59")]
    [InlineData("Thu, 29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00")]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT", "0001-01-01T00:00:00")]
    [InlineData("Tuesday, 01-Jan-30 00:00:00 GMT", "2030-01-01T00:00:00")]
    [InlineData("Wednesday, 01-Jan-76 00:00:00 GMT", "2076-01-01T00:00:00")]
    [InlineData("Saturday, 01-Jan-77 00:00:00 GMT", "1977-01-01T00:00:00")]
    public void DatesThatAreRead(string text, string expected)
    {
        Assert.True(HttpDate.TryParse(Encoding.Latin1.GetBytes(text), Now, out DateTime utc));
        Assert.Equal(expected, utc.ToString("s", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(DateTimeKind.Utc, utc.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage, and long enough to be one")]
    [InlineData("garbage garbage garbage gar")]
    [InlineData("Sun, 06 Nov 1994 08:49:37")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 UTC")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 +0000")]
    [InlineData("Mon, 06 Nov 1994 08:49:37 GMT")]
    [InlineData("Sun, 31 Feb 1994 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 24:49:37 GMT")]
    [InlineData("Sun, 06 Nov 1994 08:49:61 GMT")]
    [InlineData("Sun, 06 Nov 10000 08:49:37 GMT")]
    [InlineData("Sun, 06 Nov 99999 08:49:37 GMT")]
    [InlineData("Thu, 29 Feb 2023 00:00:00 GMT")]
    [InlineData("Sat, 00 Jan 0000 00:00:00 GMT")]
    [InlineData("Sunday, 06-Nov-xx 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-+4 08:49:37 GMT")]
    [InlineData("Sunday; 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sunday, 06-Nov-1994 08:49:37 GMT")]
    [InlineData("Monday, 06-Nov-94 08:49:37 GMT")]
    [InlineData("Sun Nov  6 08:49:37 94  ")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT\u00A0")]
    [InlineData("Sun, 06 N\u00F6v 1994 08:49:37 GMT")]
    [InlineData("1784721234567890123456789012")]
    [InlineData("2026-07-01T12:00:00.0000000Z")]
    public void DatesThatAreNot(string text) =>
        Assert.False(HttpDate.TryParse(Encoding.Latin1.GetBytes(text), Now, out _));

    [Fact]
    public void DatesAreWrittenAsTheyAreRead()
    {
        Span<byte> text = stackalloc byte[HttpDate.Length];
        HttpDate.Write(Now, text);
        Assert.Equal("Wed, 01 Jul 2026 12:00:00 GMT", Encoding.ASCII.GetString(text));
    }

    [Fact]
    public void ATwoDigitYearNeverThrows()
    {
        foreach (DateTime now in (DateTime[])[DateTime.MinValue, DateTime.MaxValue])
        {
            for (int year = 0; year < 100; year++)
            {
                bool isRead = HttpDate.TryParse(Encoding.Latin1.GetBytes($"Sunday, 06-Nov-{year:00} 08:49:37 GMT"), now, out DateTime utc);
                Assert.True(!isRead || (utc.Year % 100 == year && utc.DayOfWeek == DayOfWeek.Sunday));
            }
        }
    }

    private static PathOutcome Normalize(string raw, out string path)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(raw);
        PathOutcome outcome = TargetPath.Normalize(bytes, new byte[bytes.Length], out ReadOnlySpan<byte> normal);
        path = Encoding.Latin1.GetString(normal);
        return outcome;
    }
}
