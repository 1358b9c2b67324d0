using Weft.Bench.Reporting;
using Xunit;

namespace Weft.Tests.Bench.Reporting;

/// <summary>The two ways in which a report becomes a page, and the third in which its figures become a file.</summary>
public sealed class PageTests
{
    private static readonly Report Everything = new(
        "A <title>",
        "A `lead`.",
        [
            new Heading("Heading"),
            new Subheading("Sub"),
            new Paragraph("Text."),
            new Bullets(["one", "two"]),
            new Facts([("Name", "a|b <c>")]),
            new Table("Caption.", [new("Who", IsText: true), new("Rate", "1/s"), new("Bad", IsMarked: true)], [["<nginx>", "1 000", new("7", IsMarked: true)]]),
            new Figure("chart", "<svg/>", "<svg id=\"narrow\"/>", "A chart."),
            new Listing("Settings", "a < b", IsFolded: false),
            new Listing("Output", "```\n</pre>"),
        ]);

    [Fact]
    public void Markdown() => Assert.Equal(
        """
        # A <title>

        A `lead`.

        ## Heading

        ### Sub

        Text.

        - one
        - two

        |  |  |
        |---|---|
        | Name | a\|b \<c\> |

        Caption.

        | Who | Rate<br>1/s | Bad † |
        |---|---:|---:|
        | \<nginx\> | 1 000 | 7 † |

        ![A chart.](chart.svg)

        Settings:

        ```text
        a < b
        ```

        <details><summary>Output</summary>

        ````text
        ```
        </pre>
        ````

        </details>

        """,
        MarkdownPage.Render(Everything));

    [Fact]
    public void Html()
    {
        string page = HtmlPage.Render(Everything);
        string body = page[page.IndexOf("<main>", StringComparison.Ordinal)..];
        Assert.Equal(
            """
            <main>
            <header>
            <h1>A &lt;title&gt;</h1>
            <p class="lead">A <code>lead</code>.</p>
            </header>
            <h2>Heading</h2>
            <h3>Sub</h3>
            <p>Text.</p>
            <ul>
            <li>one</li>
            <li>two</li>
            </ul>
            <dl>
            <dt>Name</dt><dd>a|b &lt;c&gt;</dd>
            </dl>
            <p class="caption">Caption.</p>
            <div class="wide" tabindex="0" role="region" aria-label="Table">
            <table>
            <thead><tr><th scope="col" class="text">Who</th><th scope="col">Rate<small>1/s</small></th><th scope="col" class="marked">Bad</th></tr></thead>
            <tbody>
            <tr><th scope="row" class="text">&lt;nginx&gt;</th><td>1 000</td><td class="marked">7</td></tr>
            </tbody>
            </table>
            </div>
            <figure>
            <div class="on-wide">
            <svg/>
            </div>
            <div class="on-narrow">
            <svg id="narrow"/>
            </div>
            <figcaption>A chart.</figcaption>
            </figure>
            <p class="caption">Settings:</p>
            <pre>a &lt; b</pre>
            <details><summary>Output</summary>
            <pre>```
            &lt;/pre&gt;</pre>
            </details>
            </main>
            </body>
            </html>

            """,
            body);
    }

    /// <summary>One file that can be mailed: whatever it shows is in it.</summary>
    [Fact]
    public void Html_needs_no_network()
    {
        string head = HtmlPage.Render(Everything).Split("<main>")[0];
        Assert.Contains("<title>A &lt;title&gt;</title>", head, StringComparison.Ordinal);
        Assert.Contains("url(\"data:font/woff2;base64,", head, StringComparison.Ordinal);
        Assert.DoesNotMatch("https?:|src=|@import", head);
        Assert.DoesNotMatch(@"url\((?!""data:)", head);
    }

    [Fact]
    public void Csv() => Assert.Equal("a,\"b,c\"\n\"d\"\"e\",f\n", CsvFile.Render([["a", "b,c"], ["d\"e", "f"]]));

    [Fact]
    public void Numbers()
    {
        Assert.Equal("12\u202f345.60", Number.Format(12345.6, 2));
        Assert.Equal(["0", "0.123", "1.23", "12.3", "123", "12\u202f345"], new[] { 0, 0.1234, 1.234, 12.34, 123.4, 12345 }.Select(Number.Significant));
        Assert.Equal("12345.6", Number.Exact(12345.6));
    }

    [Fact]
    public void Tabs_lead_to_the_next_eighth_column() =>
        Assert.Equal("a       b\n12345678        c", TabStops.Expand("a\tb\n12345678\tc"));
}
