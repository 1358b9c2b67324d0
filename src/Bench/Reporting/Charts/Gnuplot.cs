using System.Text;
using Weft.Bench.Running;

namespace Weft.Bench.Reporting.Charts;

/// <summary>The program that draws.</summary>
internal static class Gnuplot
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Text as gnuplot reads it: in single quotes nothing is special but they themselves.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace('\n', ' ')}'";

    /// <summary>About how wide a text is in the font of a chart, in pixels.</summary>
    public static double WidthOf(string text)
    {
        int narrowSpaces = text.Count(character => character == '\u202f');
        return (8.2 * (text.Length - narrowSpaces)) + (2 * narrowSpaces);
    }

    /// <summary>A canvas in pixels, with the axes at these places, counted from the top left.</summary>
    public static StringBuilder Begin(int width, int height, double left, double right, double top, double bottom) => new($"""
        set encoding utf8
        set terminal svg size {width},{height} dynamic noenhanced font 'sans-serif,14' linewidth 1
        set lmargin at screen {Number.Exact(left / width)}
        set rmargin at screen {Number.Exact(right / width)}
        set tmargin at screen {Number.Exact(1 - top / height)}
        set bmargin at screen {Number.Exact(1 - bottom / height)}
        set border 0
        set tics nomirror scale 0 textcolor rgb '{Palette.Soft}'
        set xlabel textcolor rgb '{Palette.Ink}'
        set ylabel textcolor rgb '{Palette.Ink}'
        set style line 100 lw 1 lc rgb '{Palette.Grid}' dt solid
        set grid ls 100
        unset key

        """);

    /// <summary>Lets gnuplot draw, and returns the SVG that it made.</summary>
    public static string Draw(string script)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(file, script);
            ToolCommand gnuplot = new("gnuplot", file);
            ToolResult drawing = Tool.RunAsync(gnuplot, Patience, CancellationToken.None).GetAwaiter().GetResult();
            return drawing.ExitCode == 0 && drawing.Output.Contains("</svg>", StringComparison.Ordinal)
                ? drawing.Output
                : throw new BenchException($"gnuplot did not draw: {drawing.Errors.Trim()}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
