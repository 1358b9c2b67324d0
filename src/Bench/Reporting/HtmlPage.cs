using System.Text;

namespace Weft.Bench.Reporting;

/// <summary>A report as one page of HTML that needs nothing else: style, type and charts are in it.</summary>
internal static class HtmlPage
{
    public static string Render(Report report)
    {
        StringBuilder page = new();
        page.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Markup.Html(report.Title)}</title>
            <link rel="icon" href="data:,">
            <style>
            {Resource.Text("report.css").TrimEnd()}
            {Font()}
            </style>
            </head>
            <body>
            <main>
            <header>
            <h1>{Markup.Html(report.Title)}</h1>
            <p class="lead">{Markup.ToHtml(report.Lead)}</p>
            </header>

            """);
        foreach (Block block in report.Blocks)
            page.Append(Render(block)).Append('\n');
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Font() =>
        "@font-face { font-family: \"Brygada 1918\"; font-weight: 400 700; src: url(\"data:font/woff2;base64,"
        + Convert.ToBase64String(Resource.Bytes("brygada-1918.woff2")) + "\") format(\"woff2\"); }";

    private static string Render(Block block) => block switch
    {
        Heading heading => $"<h2>{Markup.ToHtml(heading.Text)}</h2>",
        Subheading heading => $"<h3>{Markup.ToHtml(heading.Text)}</h3>",
        Paragraph paragraph => $"<p>{Markup.ToHtml(paragraph.Text)}</p>",
        Bullets bullets => $"<ul>\n{string.Concat(bullets.Items.Select(item => $"<li>{Markup.ToHtml(item)}</li>\n"))}</ul>",
        Facts facts => $"<dl>\n{string.Concat(facts.Items.Select(Render))}</dl>",
        Table table => Render(table),
        Figure figure => $"<figure>\n<div class=\"on-wide\">\n{figure.Svg.Trim()}\n</div>\n"
            + $"<div class=\"on-narrow\">\n{figure.NarrowSvg.Trim()}\n</div>\n"
            + $"<figcaption>{Markup.ToHtml(figure.Caption)}</figcaption>\n</figure>",
        Listing { IsFolded: true } listing =>
            $"<details><summary>{Markup.Html(listing.Title)}</summary>\n<pre>{Markup.Html(listing.Text.TrimEnd())}</pre>\n</details>",
        Listing listing => $"<p class=\"caption\">{Markup.Html(listing.Title)}:</p>\n<pre>{Markup.Html(listing.Text.TrimEnd())}</pre>",
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    private static string Render((string Name, string Value) fact) =>
        $"<dt>{Markup.Html(fact.Name)}</dt><dd>{Markup.Html(fact.Value)}</dd>\n";

    private static string Render(Table table)
    {
        StringBuilder text = new();
        // Above the table and not in it, or it would be cut where a wide table scrolls.
        if (table.Caption.Length > 0)
            text.Append($"<p class=\"caption\">{Markup.ToHtml(table.Caption)}</p>\n");
        text.Append("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table\">\n<table>\n");
        text.Append($"<thead><tr>{string.Concat(table.Columns.Select(Head))}</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<Entry> row in table.Rows)
            text.Append($"<tr>{string.Concat(row.Select((entry, i) => Cell(entry, table.Columns[i], isFirst: i == 0)))}</tr>\n");
        return text.Append("</tbody>\n</table>\n</div>").ToString();
    }

    private static string Head(Column column)
    {
        string unit = column.Unit.Length > 0 ? $"<small>{Markup.Html(column.Unit)}</small>" : "";
        return $"<th scope=\"col\"{Class(column.IsText, column.IsMarked)}>{Markup.Html(column.Name)}{unit}</th>";
    }

    private static string Cell(Entry entry, Column column, bool isFirst)
    {
        string element = isFirst ? "th scope=\"row\"" : "td";
        return $"<{element}{Class(column.IsText, entry.IsMarked)}>{Markup.Html(entry.Text)}</{element[..2]}>";
    }

    private static string Class(bool isText, bool isMarked) => (isText, isMarked) switch
    {
        (true, true) => " class=\"text marked\"",
        (true, false) => " class=\"text\"",
        (false, true) => " class=\"marked\"",
        (false, false) => "",
    };
}
