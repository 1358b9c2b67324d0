namespace Weft.Bench.Reporting.Charts;

/// <summary>
/// The colours that gnuplot draws with, which are the light ones, and the names under which a style sheet may give others.
/// The seven of the curves are of Okabe and Ito's palette, which the colour-blind tell apart, darkened until each stands out
/// from white paper 3 to 1; each has its own mark and kind of line besides, for paper without colour.
/// </summary>
internal static class Palette
{
    public const string Ink = "#1c2130", Soft = "#565d6d", Grid = "#d5d8d8", Bad = "#c1121f";

    /// <summary>How one curve looks.</summary>
    /// <param name="Color">Its colour in light.</param>
    /// <param name="Dash">gnuplot's dash type.</param>
    /// <param name="Point">gnuplot's point type.</param>
    internal sealed record Style(string Color, string Dash, int Point);

    /// <summary>The curves: who pools is drawn hollow and dashed, in a lighter shade of the one who does not.</summary>
    public static IReadOnlyList<Style> Series { get; } =
    [
        new("#50565f", "(3,5)", 13),
        new("#0067a5", "solid", 7),
        new("#2793cc", "(11,5)", 6),
        new("#c44f00", "solid", 5),
        new("#b57f00", "(11,5)", 4),
        new("#007f5c", "solid", 9),
        new("#a8478a", "(14,4,3,4)", 11),
    ];

    /// <summary>The bars, by their kind.</summary>
    public static IReadOnlyList<string> Bars { get; } = ["#0067a6", "#8d949e", "#b57f01"];

    /// <summary>Light colour, name and dark colour of everything.</summary>
    public static IReadOnlyList<(string Light, string Name, string Dark)> Themes { get; } =
    [
        (Ink, "ink", "#e6e8ea"),
        (Soft, "soft", "#a2a9b8"),
        (Grid, "grid", "#343a4b"),
        (Bad, "bad", "#ff7b72"),
        (Series[0].Color, "s1", "#b9c0ca"),
        (Series[1].Color, "s2", "#4ea8e8"),
        (Series[2].Color, "s3", "#9ad7f7"),
        (Series[3].Color, "s4", "#f08446"),
        (Series[4].Color, "s5", "#eec453"),
        (Series[5].Color, "s6", "#3dc59a"),
        (Series[6].Color, "s7", "#e49ccb"),
        (Bars[0], "b1", "#4ea8e9"),
        (Bars[1], "b2", "#7f8794"),
        (Bars[2], "b3", "#eec454"),
    ];
}
