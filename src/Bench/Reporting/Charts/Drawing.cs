using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Weft.Bench.Reporting.Charts;

/// <summary>
/// What gnuplot drew, made fit for a page: colours become variables that are dark where the reader's screen is, names within it
/// are its own so that several drawings get on in one page, and there is a title and a description for who cannot see it.
/// </summary>
internal static class Drawing
{
    // In pixels: a page or a desk's screen, and a telephone held upright.
    private const int Wide = 720, Narrow = 400;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace Link = "http://www.w3.org/1999/xlink";

    /// <summary>Draws a chart as a figure of a report.</summary>
    public static Figure Of(string name, LineChart chart, string caption) => Of(name, chart.Title, chart.Script, caption);

    /// <summary>Draws a chart as a figure of a report.</summary>
    public static Figure Of(string name, BarChart chart, string caption) => Of(name, chart.Title, chart.Script, caption);

    private static Figure Of(string name, string title, Func<int, string> script, string caption)
    {
        string Draw(int width, string itsName) => Finish(Gnuplot.Draw(script(width)), itsName, title, caption);
        return new Figure(name, Draw(Wide, name), Draw(Narrow, $"{name}-narrow"), caption);
    }

    internal static string Finish(string drawn, string name, string title, string description)
    {
        XElement root = XDocument.Parse(drawn).Root!;
        XElement[] symbols = [.. root.Descendants(Svg + "defs").Elements().Where(symbol => symbol.Name != Svg + "filter")];
        XElement canvas = new(root.Element(Svg + "g")!);
        canvas.Descendants(Svg + "defs").Remove();
        canvas.Descendants(Svg + "title").Remove();
        canvas.Elements(Svg + "rect").Remove();
        Tidy(canvas);
        HashSet<string> used = UsedBy(canvas, symbols);
        string[] size = root.Attribute("viewBox")!.Value.Split(' ');
        XElement page = new(
            Svg + "svg",
            new XAttribute("viewBox", root.Attribute("viewBox")!.Value),
            new XAttribute("width", size[2]),
            new XAttribute("height", size[3]),
            new XAttribute("class", "chart"),
            new XAttribute("role", "img"),
            new XElement(Svg + "title", title),
            new XElement(Svg + "desc", description.Replace("`", "", StringComparison.Ordinal)),
            new XElement(Svg + "style", Style()),
            new XElement(Svg + "defs", symbols.Where(symbol => used.Contains(Id(symbol))).Select(symbol => new XElement(symbol))),
            canvas.Elements());
        foreach (XElement element in page.DescendantsAndSelf())
            Adapt(element, name);
        return page.ToString(SaveOptions.None).ReplaceLineEndings("\n") + "\n";
    }

    // gnuplot opens a group for every stroke, and wraps every text twice.
    private static void Tidy(XElement canvas)
    {
        foreach (XElement span in canvas.Descendants(Svg + "tspan").ToArray())
            span.Parent!.SetValue(span.Value.Trim());
        foreach (XElement group in canvas.Descendants(Svg + "g").Reverse().ToArray())
        {
            if (!group.HasElements)
                group.Remove();
        }
    }

    private static HashSet<string> UsedBy(XElement canvas, XElement[] symbols)
    {
        HashSet<string> used = [.. canvas.Descendants(Svg + "use").Select(Target)];
        // A symbol may be made of one that stands before it.
        foreach (XElement symbol in symbols.Reverse().Where(symbol => used.Contains(Id(symbol)) && symbol.Name == Svg + "use"))
            used.Add(Target(symbol));
        return used;
    }

    private static void Adapt(XElement element, string name)
    {
        foreach (XAttribute attribute in element.Attributes().ToArray())
        {
            string local = attribute.Name.LocalName;
            if (local == "id" && element.Name == Svg + "g" || local == "font-family" || local == "xlink")
                attribute.Remove();
            else if (local == "id")
                attribute.Value = $"{name}-{attribute.Value}";
            else if (attribute.Name == Link + "href")
                attribute.Parent!.SetAttributeValue("href", $"#{name}-{attribute.Value[1..]}");
            else if (local is "stroke" or "fill" or "color")
                attribute.Value = Variable(attribute.Value);
        }
        element.Attribute(Link + "href")?.Remove();
    }

    private static string Variable(string color)
    {
        if (color is "none" or "currentColor")
            return color;
        string hex = color switch
        {
            "black" or "white" => Palette.Ink,
            // "rgb(  0, 114, 178)" is how gnuplot writes what it was told as #0072b2.
            _ when color.StartsWith("rgb(", StringComparison.Ordinal) => "#" + string.Concat(color[4..^1].Split(',').Select(Hexadecimal)),
            _ => color,
        };
        return Palette.Themes.FirstOrDefault(theme => theme.Light == hex) is { Name: { } name } ? $"var(--{name})" : hex;
    }

    private static string Hexadecimal(string number) =>
        int.Parse(number, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture);

    private static string Style()
    {
        StringBuilder css = new("\n.chart { font-family: system-ui, sans-serif; ");
        foreach ((string light, string name, _) in Palette.Themes)
            css.Append($"--{name}: {light}; ");
        css.Append("}\n@media screen and (prefers-color-scheme: dark) { .chart { ");
        foreach ((_, string name, string dark) in Palette.Themes)
            css.Append($"--{name}: {dark}; ");
        return css.Append("} }\n").ToString();
    }

    private static string Id(XElement symbol) => symbol.Attribute("id")!.Value;

    private static string Target(XElement use) => use.Attribute(Link + "href")!.Value[1..];
}
