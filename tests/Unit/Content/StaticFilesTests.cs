using Xunit;

namespace Weft.Tests.Unit.Content;

public sealed class StaticFilesTests
{
    [Fact]
    public void A_file_is_answered_with_its_bytes()
    {
        using var site = new Site();
        site.Write("a.txt", "hello");
        for (int i = 0; i < 2; i++)
        {
            Answer answer = site.Get("/a.txt");
            Assert.Equal(200, answer.Status);
            Assert.Equal("hello", answer.Text);
            Assert.Equal("text/plain; charset=utf-8", answer["Content-Type"]);
        }
        Assert.Equal(1, site.Files.Cache.Count);
    }
}
