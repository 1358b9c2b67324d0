using Weft.Bench.Reporting;
using Xunit;

namespace Weft.Tests.Bench.Reporting;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a `b < c` **d** [e](f.csv)", "a <code>b &lt; c</code> <strong>d</strong> <a href=\"f.csv\">e</a>")]
    [InlineData("<b>&\"", "&lt;b&gt;&amp;&quot;")]
    [InlineData("[a](\"onclick=b)", "<a href=\"&quot;onclick=b\">a</a>")]
    public void Its_texts_become_html(string text, string html) => Assert.Equal(html, Markup.ToHtml(text));

    /// <summary>Whatever a tool or a machine calls itself, it is text and nothing else.</summary>
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("**no** `code` [no](link) | _cell_ \\ # ~~")]
    [InlineData("&lt;")]
    public void Literal_text_means_itself(string text) => Assert.Equal(Markup.Html(text), Markup.ToHtml(Markup.Literal(text)));

    [Fact]
    public void Literal_text_does_not_end_the_row_of_a_table() =>
        Assert.Equal("a \\| b c", Markup.Literal("a | b\nc"));
}
