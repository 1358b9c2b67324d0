using Weft.Platform;
using Weft.Tests.Unit.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>From targets to files: the rows TG and FS.</summary>
public sealed class TargetTests
{
    public static TheoryData<PathResolution> All => Resolutions.All;

    [Theory]
    [InlineData("/a.txt")]
    [InlineData("/a.txt?")]
    [InlineData("/a.txt?x=/../y")]
    [InlineData("//a.txt")]
    [InlineData("/./a.txt")]
    [InlineData("/sub/../a.txt")]
    [InlineData("/%61%2Etxt")]
    [InlineData("http://x/a.txt")]
    public void TG_10_TG_11_One_file_has_many_targets(string target)
    {
        using var site = new Site();
        site.Write("a.txt", "hello");
        Answer answer = site.Get(target);
        Assert.Equal(200, answer.Status);
        Assert.Equal("hello", answer.Text);
    }

    [Theory]
    [InlineData("/%c0%af")]
    [InlineData("/%ff")]
    [InlineData("/%e0%80%af")]
    [InlineData("/sub%c0%afx.txt")]
    [InlineData("/%252e%252e%252fsecret")]
    [InlineData("/sub%2fx.txt")]
    [InlineData("/..%2fsecret")]
    [InlineData("/sub%5cx.txt")]
    [InlineData("/sub\\x.txt")]
    [InlineData("/..\\secret")]
    [InlineData("/..%5csecret")]
    [InlineData("/a;v=1/")]
    [InlineData("/..;/secret")]
    [InlineData("/A.TXT")]
    [InlineData("/a.txt/")]
    [InlineData("/a.txt/x")]
    [InlineData("/a.txt/index.html")]
    [InlineData("/a.txt%3f")]
    [InlineData("/C:/x")]
    [InlineData("/sub/a.txt:$DATA")]
    public void TG_04_to_TG_09_TG_14_FS_07_What_names_nothing_is_404(string target)
    {
        using var site = new Site();
        site.Write("a.txt", "hello");
        site.Write("sub/x.txt", "hello");
        site.Write("../secret", "secret");
        Assert.Equal(404, site.Get(target).Status);
        Assert.Equal(404, site.Get(target).Status);
    }

    [Theory]
    [InlineData("/../secret")]
    [InlineData("/%2e%2e/secret")]
    [InlineData("/sub/../../secret")]
    [InlineData("/.%2e/secret")]
    [InlineData("/%00")]
    [InlineData("/a.txt%00.html")]
    [InlineData("/%0d%0aX:%20y")]
    public void TG_02_TG_05_What_climbs_or_hides_controls_is_400(string target)
    {
        using var site = new Site();
        site.Write("../secret", "secret");
        Assert.Equal(400, site.Get(target).Status);
    }

    [Fact]
    [Trait("Vulnerability", "CVE-2026-54286")]
    [Trait("Vulnerability", "CVE-2026-53779")]
    [Trait("Vulnerability", "JLSEC-2026-612")]
    public void TG_08_TG_09_Odd_bytes_are_bytes_of_names()
    {
        using var site = new Site();
        site.Write("back\\slash", "1");
        site.Write("semi;colon=1/x", "2");
        site.Write("query?", "3");
        site.Write("a:b", "4");
        site.Write("%2e%2e", "5");
        site.Write("grün und blau", "6");
        Assert.Equal("1", site.Get("/back%5cslash").Text);
        Assert.Equal("1", site.Get("/back\\slash").Text);
        Assert.Equal("2", site.Get("/semi;colon=1/x").Text);
        Assert.Equal("3", site.Get("/query%3F").Text);
        Assert.Equal("4", site.Get("/a:b").Text);
        Assert.Equal("5", site.Get("/%252e%252e").Text);
        Assert.Equal("6", site.Get("/gr%c3%bcn%20und%20blau").Text);
    }

    [Fact]
    public void Names_that_are_not_UTF_8_are_served()
    {
        using var site = new Site();
        site.Folder.WriteRaw([(byte)'n', 0xFF, (byte)'.', (byte)'t', (byte)'x', (byte)'t']);
        Answer answer = site.Get("/n%ff.txt");
        Assert.Equal(200, answer.Status);
        Assert.Equal("0", answer["Content-Length"]);
        Assert.Equal("text/plain; charset=utf-8", answer["Content-Type"]);
    }

    [Theory]
    [InlineData("/dir", "/dir/")]
    [InlineData("/dir?", "/dir/?")]
    [InlineData("/dir?a=b&c=/d", "/dir/?a=b&c=/d")]
    [InlineData("//dir", "/dir/")]
    [InlineData("//dir//sub", "/dir/sub/")]
    [InlineData("/dir/sub/../sub", "/dir/sub/")]
    [InlineData("/%5cevil.com", "/%5Cevil.com/")]
    [InlineData("/\\evil.com", "/%5Cevil.com/")]
    [InlineData("/%5C%5Cevil.com/%252e%252e", "/%5C%5Cevil.com/%252e%252e/")]
    [InlineData("/a%20%22%3Cb%3E&'%23%3f%c3%bc", "/a%20%22%3Cb%3E%26%27%23%3F%C3%BC/")]
    [InlineData("/http:", "/http:/")]
    public void TG_12_TG_13_A_folder_without_its_slash_is_shown_where_it_is(string target, string location)
    {
        using var site = new Site();
        foreach (string name in (string[])["dir/sub", "\\evil.com", "\\\\evil.com/%2e%2e", "a \"<b>&'#?ü", "http:"])
            Directory.CreateDirectory(site.Folder.In(name));
        Answer answer = site.Get(target);
        Assert.Equal(301, answer.Status);
        Assert.Equal(location, answer["Location"]);
        Assert.DoesNotContain("evil", answer.Text, StringComparison.Ordinal);
        Answer head = site.Head(target);
        Assert.Equal(301, head.Status);
        Assert.Equal(location, head["Location"]);
        Assert.Equal(answer["Content-Length"], head["Content-Length"]);
    }

    [Theory]
    [InlineData("//evil.com/..")]
    [InlineData("/..%2F%5cevil.com%2F%3f%2F..%2F..")]
    [InlineData("//evil.com/%2e%2e")]
    [InlineData("/%2f%2fevil.com")]
    [InlineData("/%2f/evil.com")]
    [Trait("Vulnerability", "CVE-2022-28923")]
    [Trait("Vulnerability", "CVE-2022-29718")]
    [Trait("Vulnerability", "caddy#7330")]
    [Trait("Vulnerability", "caddy#8023")]
    public void TG_13_No_location_leads_away(string target)
    {
        using var site = new Site();
        Directory.CreateDirectory(site.Folder.In("evil.com"));
        string location = site.Get(target)["Location"] ?? "/";
        Assert.StartsWith("/", location, StringComparison.Ordinal);
        Assert.False(location.StartsWith("//", StringComparison.Ordinal) || location.StartsWith("/\\", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Vulnerability", "CVE-2009-3896")]
    public void TG_15_Names_that_are_too_long_are_404()
    {
        using var site = new Site();
        site.Folder.Link("loop", "loop");
        Assert.Equal(404, site.Get("/loop").Status);
        Assert.Equal(404, site.Get("/loop/").Status);
        foreach (int length in (int[])[255, 256, 4084, 4085, 4095, 4096, 7000])
        {
            Assert.Equal(404, site.Get("/" + new string('x', length)).Status);
            Assert.Equal(404, site.Get("/" + string.Concat(Enumerable.Repeat("x/", length / 2))).Status);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("Vulnerability", "CVE-2024-23334")]
    [Trait("Vulnerability", "CVE-2025-69226")]
    public void FS_01_FS_03_FS_06_Outside_there_is_nothing(PathResolution resolution)
    {
        using var site = new Site(resolution: resolution);
        site.Write("../secret.txt", "secret");
        site.Write("../www-secret/index.html", "secret");
        site.Write("inside/x.txt", "inside");
        site.Folder.Link("link.txt", "../secret.txt");
        site.Folder.Link("absolute.txt", Path.Join(site.Folder.Top, "secret.txt"));
        site.Folder.Link("missing.txt", "../missing.txt");
        site.Folder.Link("sibling", "../www-secret");
        site.Folder.Link("index.html", "../secret.txt");
        site.Folder.Link("good.txt", "inside/x.txt");
        Answer nothing = site.Get("/nothing");
        string[] targets =
            ["/link.txt", "/absolute.txt", "/missing.txt", "/sibling", "/sibling/", "/sibling/index.html", "/sibling/nothing", "/index.html"];
        foreach (string target in targets)
        {
            Answer answer = site.Get(target);
            Assert.Equal(404, answer.Status);
            Assert.Equal(nothing.Text, answer.Text);
            Assert.Equal(nothing.Names, answer.Names);
        }
        Assert.Equal("inside", site.Get("/good.txt").Text);
        Answer listing = site.Get("/");
        Assert.Equal(200, listing.Status);
        Assert.Contains("good.txt", listing.Text, StringComparison.Ordinal);
        foreach (string name in (string[])["link.txt", "absolute", "missing", "sibling", "index.html"])
            Assert.DoesNotContain(name, listing.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/.git")]
    [InlineData("/.git/")]
    [InlineData("/.git/config")]
    [InlineData("/%2egit/config")]
    [InlineData("/sub/.htpasswd")]
    [InlineData("/...")]
    [InlineData("/sub/.well-known/x")]
    [InlineData("/.well-known/.secret")]
    [InlineData("/.well-known/sub/.git/config")]
    [InlineData("/.well-known-not/x")]
    [InlineData("/.WELL-KNOWN/x")]
    [InlineData("/.hidden-nothing")]
    [Trait("Vulnerability", "CVE-2019-5415")]
    public void FS_04_Dot_names_do_not_exist(string target)
    {
        using var site = new Site();
        string[] names =
        [
            ".env", ".git/config", "sub/.htpasswd", "...", "sub/.well-known/x", ".well-known/.secret", ".well-known/sub/.git/config",
            ".well-known-not/x", ".WELL-KNOWN/x",
        ];
        foreach (string name in names)
            site.Write(name, "secret");
        Assert.Equal(404, site.Get(target).Status);
        Assert.DoesNotContain(".env", site.Get("/").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(".htpasswd", site.Get("/sub/").Text, StringComparison.Ordinal);
        Assert.DoesNotContain(".secret", site.Get("/.well-known/").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FS_04_Only_the_top_well_known_is_open()
    {
        using var site = new Site();
        site.Write(".well-known/security.txt", "Contact: x");
        site.Write(".well-known/acme-challenge/token", "abc");
        Assert.Equal("Contact: x", site.Get("/.well-known/security.txt").Text);
        Assert.Equal("abc", site.Get("/.well-known/acme-challenge/token").Text);
        Assert.Equal("/.well-known/", site.Get("/.well-known")["Location"]);
        Assert.Equal(200, site.Get("/.well-known/").Status);
    }

    [Fact]
    public void FS_05_A_pipe_is_404_and_nobody_waits()
    {
        using var site = new Site();
        TestCalls.MakePipe(site.Folder.In("pipe"));
        TestCalls.MakePipe(site.Folder.In("index.html"));
        Assert.Equal(404, site.Get("/pipe").Status);
        Assert.Equal(404, site.Get("/index.html").Status);
        Assert.Equal(200, site.Get("/").Status);
    }

    [Fact]
    public void An_index_page_stands_for_its_folder()
    {
        using var site = new Site();
        site.Write("sub/index.htm", "second");
        Assert.Equal("second", site.Get("/sub/").Text);
        Assert.Equal("second", site.Get("/sub/").Text);
        site.Write("sub/index.html", "first");
        Assert.Equal("first", site.Get("/sub/").Text);
        Assert.Equal("text/html; charset=utf-8", site.Get("/sub/")["Content-Type"]);
        File.Delete(site.Folder.In("sub/index.html"));
        Assert.Equal("second", site.Get("/sub/").Text);
        File.Delete(site.Folder.In("sub/index.htm"));
        Directory.CreateDirectory(site.Folder.In("sub/index.html"));
        Assert.Contains("<table>", site.Get("/sub/").Text, StringComparison.Ordinal);
        Assert.Equal("/sub/index.html/", site.Get("/sub/index.html")["Location"]);
    }
}
