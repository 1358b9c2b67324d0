namespace Weft.Bench.Reporting;

/// <summary>
/// A report before it is a page: one tree of blocks, which <see cref="MarkdownPage"/> and <see cref="HtmlPage"/> both render.
/// Its texts are the simplest Markdown (`code`, **strong**, [text](target)); whatever comes from elsewhere goes through
/// <see cref="Markup.Literal"/> first.
/// </summary>
internal sealed record Report(string Title, string Lead, IReadOnlyList<Block> Blocks)
{
    /// <summary>The charts, in the order in which they appear.</summary>
    public IEnumerable<Figure> Figures => Blocks.OfType<Figure>();
}

/// <summary>A part of a report.</summary>
internal abstract record Block;

/// <summary>Begins a section.</summary>
internal sealed record Heading(string Text) : Block;

/// <summary>Begins a part of a section.</summary>
internal sealed record Subheading(string Text) : Block;

/// <summary>Running text.</summary>
internal sealed record Paragraph(string Text) : Block;

/// <summary>Points that belong together.</summary>
internal sealed record Bullets(IReadOnlyList<string> Items) : Block;

/// <summary>Names and what they stand for; the values are literal text.</summary>
internal sealed record Facts(IReadOnlyList<(string Name, string Value)> Items) : Block;

/// <summary>Figures, one line of text above them.</summary>
internal sealed record Table(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Entry>> Rows) : Block;

/// <summary>A column; its unit stands under its name. Numbers are set flush right, text flush left.</summary>
internal sealed record Column(string Name, string Unit = "", bool IsText = false, bool IsMarked = false);

/// <summary>What stands in one place of a table, as literal text. What is marked bears a dagger, which the text explains.</summary>
internal readonly record struct Entry(string Text, bool IsMarked = false)
{
    public static implicit operator Entry(string text) => new(text);
}

/// <summary>
/// A chart. <paramref name="Svg"/> is the drawing; its file is <paramref name="Name"/>.svg beside the report.
/// <paramref name="NarrowSvg"/> is the same for a narrow screen, on which the other would not be legible.
/// </summary>
internal sealed record Figure(string Name, string Svg, string NarrowSvg, string Caption) : Block;

/// <summary>A program's output or a file, as it is; folded away, it shows its first line and opens on a click.</summary>
internal sealed record Listing(string Title, string Text, bool IsFolded = true) : Block;
