using System.Text;

namespace Weft.Bench.Reporting;

/// <summary>A report as Markdown that shows on a repository's page; its charts are files beside it.</summary>
internal static class MarkdownPage
{
    public static string Render(Report report)
    {
        StringBuilder page = new();
        page.Append($"# {report.Title}\n\n{report.Lead}\n");
        foreach (Block block in report.Blocks)
            page.Append('\n').Append(Render(block));
        return page.ToString();
    }

    private static string Render(Block block) => block switch
    {
        Heading heading => $"## {heading.Text}\n",
        Subheading heading => $"### {heading.Text}\n",
        Paragraph paragraph => $"{paragraph.Text}\n",
        Bullets bullets => string.Concat(bullets.Items.Select(item => $"- {item}\n")),
        Facts facts => Render(new Table("", [new("", IsText: true), new("", IsText: true)],
            [.. facts.Items.Select(item => (IReadOnlyList<Entry>)[item.Name, item.Value])])),
        Table table => Render(table),
        Figure figure => $"![{Markup.Literal(figure.Caption)}]({figure.Name}.svg)\n",
        Listing { IsFolded: true } listing =>
            $"<details><summary>{Markup.Html(listing.Title)}</summary>\n\n{Fence(listing.Text)}\n</details>\n",
        Listing listing => $"{Markup.Literal(listing.Title)}:\n\n{Fence(listing.Text)}",
        _ => throw new ArgumentOutOfRangeException(nameof(block)),
    };

    private static string Render(Table table)
    {
        StringBuilder text = new();
        if (table.Caption.Length > 0)
            text.Append($"{table.Caption}\n\n");
        text.Append($"| {string.Join(" | ", table.Columns.Select(Head))} |\n");
        text.Append($"|{string.Concat(table.Columns.Select(column => column.IsText ? "---|" : "---:|"))}\n");
        foreach (IReadOnlyList<Entry> row in table.Rows)
            text.Append($"| {string.Join(" | ", row.Select(Text))} |\n");
        return text.ToString();
    }

    private static string Text(Entry entry) => Markup.Literal(entry.Text) + (entry.IsMarked ? " †" : "");

    private static string Head(Column column)
    {
        string unit = column.Unit.Length > 0 ? $"<br>{Markup.Literal(column.Unit)}" : "";
        return Text(new Entry(column.Name, column.IsMarked)) + unit;
    }

    // A fence longer than any run of backquotes within.
    private static string Fence(string text)
    {
        string fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += "`";
        return $"{fence}text\n{text.TrimEnd()}\n{fence}\n";
    }
}
