using System.Globalization;
using System.Xml.Linq;
using Weft.Bench.Reporting.Charts;
using Xunit;

namespace Weft.Tests.Bench.Reporting;

[Trait("Lane", "bench")]
public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly LineChart Seven = new(
        "Seven <curves>",
        "clients",
        "pages per second",
        [1, 8, 512],
        [.. Enumerable.Range(0, 7).Select(i => new Series($"engine_{i}'s", [new(1, 900 + i), new(8, 1900), new(512, 1800 + i, IsMarked: i == 3)]))]);

    [Fact]
    public void Labels_that_would_collide_move_apart()
    {
        double[] places = Spread.Apart([100, 101, 99, 300, 5], 19, 0, 400);
        Assert.Equal([100, 119, 81, 300, 5], places);
        // At the edge they stay inside.
        Assert.Equal([362, 381, 400], Spread.Apart([399, 400, 401], 19, 0, 400));
        Assert.Equal([0, 19], Spread.Apart([-10, -5], 19, 0, 400));
    }

    [Theory]
    [InlineData(2, 2.5, 0.5)]
    [InlineData(2241, 2500, 500)]
    [InlineData(98000, 100000, 20000)]
    [InlineData(0.0012, 0.0014, 0.0002)]
    [InlineData(0, 1, 0.2)]
    public void Axes_end_and_step_in_round_numbers(double most, double end, double step)
    {
        var axis = NiceAxis.UpTo(most);
        Assert.Equal(end, axis.End, 9);
        Assert.Equal(step, axis.Step, 9);
    }

    [Fact]
    public void A_line_chart_names_its_axes_its_ticks_and_every_curve()
    {
        string[] texts = Texts(Drawing.Of("name", Seven, "A `caption`.").Svg);
        string[] expected = ["clients", "pages per second", "1", "8", "512", "0", "500", "2\u202f000"];
        Assert.Empty(expected.Except(texts));
        Assert.All(Seven.Series, series => Assert.Contains(series.Name, texts));
        Assert.Empty(Seven.Series.Select(series => series.Name).Except(Texts(Drawing.Of("name", Seven, "").NarrowSvg)));
    }

    /// <summary>All ends are within a few pixels, and still no name stands on another.</summary>
    [Fact]
    public void Names_of_curves_do_not_overlap()
    {
        XElement drawing = XElement.Parse(Drawing.Of("name", Seven, "").Svg);
        double[] heights = [.. drawing.Descendants(Svg + "text")
            .Where(text => text.Value.StartsWith("engine", StringComparison.Ordinal)).Select(Height).Order()];
        Assert.Equal(7, heights.Length);
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 18, $"{pair} are too near"));
    }

    /// <summary>Every colour is a variable that has another value in the dark, and each name is the drawing's own.</summary>
    [Fact]
    public void A_drawing_is_fit_for_a_page()
    {
        string svg = Drawing.Of("some-name", Seven, "A `caption`.").Svg;
        XElement drawing = XElement.Parse(svg);
        Assert.Equal("Seven <curves>", drawing.Element(Svg + "title")!.Value);
        Assert.Equal("A caption.", drawing.Element(Svg + "desc")!.Value);
        string[] colors = [.. drawing.DescendantsAndSelf().Attributes()
            .Where(attribute => attribute.Name.LocalName is "stroke" or "fill" or "color").Select(attribute => attribute.Value)];
        Assert.All(colors, color => Assert.Matches(@"^(none|currentColor|var\(--[a-z0-9]+\))$", color));
        Assert.Contains("var(--bad)", colors);
        Assert.All(drawing.Descendants().Attributes("id"), id => Assert.StartsWith("some-name-", id.Value, StringComparison.Ordinal));
        Assert.All(drawing.Descendants().Attributes("href"), href => Assert.StartsWith("#some-name-", href.Value, StringComparison.Ordinal));
        Assert.Contains("prefers-color-scheme: dark", drawing.Element(Svg + "style")!.Value, StringComparison.Ordinal);
    }

    /// <summary>Where there is no room for all labels of an axis some stay away, and never the farthest of a curve's.</summary>
    [Fact]
    public void Along_an_axis_no_label_stands_on_another()
    {
        LineChart curves = Seven with { Ticks = [1, 8, 64, 128, 256, 512] };
        BarChart bars = new("Cost", "µs", [new("a-rather-long-name", 110, 109, 111)]);
        BarChart decades = new("Cost", "µs", [new("a-rather-long-name", 2, 1, 3), new("b", 19000, 18000, 20000)], IsLogarithmic: true);
        Assert.Equal(["1", "8", "64", "128", "256", "512"], LabelsOfAxis(Drawing.Of("name", curves, "").Svg));
        Assert.Equal(["1", "8", "128", "512"], LabelsOfAxis(Drawing.Of("name", curves, "").NarrowSvg));
        Assert.Equal(["0", "20", "40", "60", "80", "100", "120"], LabelsOfAxis(Drawing.Of("name", bars, "").Svg));
        Assert.Equal(["0", "40", "80", "120"], LabelsOfAxis(Drawing.Of("name", bars, "").NarrowSvg));
        Assert.Equal(["1", "10", "100", "1\u202f000", "10\u202f000", "100\u202f000"], LabelsOfAxis(Drawing.Of("name", decades, "").Svg));
        Assert.Equal(["1", "100", "10\u202f000"], LabelsOfAxis(Drawing.Of("name", decades, "").NarrowSvg));
    }

    [Fact]
    public void The_same_chart_is_drawn_to_the_same_letter() =>
        Assert.Equal(Drawing.Of("name", Seven, "").Svg, Drawing.Of("name", Seven, "").Svg);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bar_chart_has_a_name_and_a_figure_for_every_bar(bool isLogarithmic)
    {
        BarChart chart = new(
            "Cost",
            "CPU time per request (µs)",
            [
                new("event-loop", 12.34, 12, 13),
                new("nginx", 14.2, 13.9, 15, BarKind.Peer),
                new("Python http.server", 455, 440, 470, BarKind.Peer, IsMarked: true),
                new("floor", 5.8, 5.8, 5.8, BarKind.Reference),
            ],
            isLogarithmic);
        string[] texts = Texts(Drawing.Of("name", chart, "").Svg);
        string[] expected = ["CPU time per request (µs)", "event-loop", "12.3", "nginx", "14.2", "Python http.server †", "455", "floor", "5.80", "100"];
        Assert.Empty(expected.Except(texts));
    }

    private static string[] Texts(string svg) => [.. XElement.Parse(svg).Descendants(Svg + "text").Select(text => text.Value)];

    private static string[] LabelsOfAxis(string svg) => [.. XElement.Parse(svg).Descendants(Svg + "text")
        .Where(text => text.Parent!.Attribute("text-anchor")!.Value == "middle" && text.Value.Length > 0 && char.IsDigit(text.Value[0]))
        .Select(text => text.Value)];

    private static double Height(XElement text)
    {
        string place = text.Parent!.Attribute("transform")!.Value;
        return double.Parse(place.AsSpan(place.IndexOf(',', StringComparison.Ordinal) + 1).TrimEnd(')'), CultureInfo.InvariantCulture);
    }
}
