using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Bench.Reporting;

/// <summary>The little Markdown that texts of a report may contain, and the way of plain text through it.</summary>
internal static partial class Markup
{
    /// <summary>Text that means itself, whatever is in it, for a place where Markdown is read.</summary>
    public static string Literal(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char character in text)
        {
            if (Special.Contains(character, StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(character is '\n' or '\r' ? ' ' : character);
        }
        return escaped.ToString();
    }

    /// <summary>Text for a place in HTML, in an element or an attribute.</summary>
    public static string Html(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A text of a report as HTML.</summary>
    public static string ToHtml(string text) => Piece().Replace(Html(text), piece => piece switch
    {
        _ when piece.Groups["code"].Success => $"<code>{piece.Groups["code"].Value}</code>",
        _ when piece.Groups["strong"].Success => $"<strong>{piece.Groups["strong"].Value}</strong>",
        _ when piece.Groups["target"].Success => $"<a href=\"{piece.Groups["target"].Value}\">{piece.Groups["name"].Value}</a>",
        _ => piece.Groups["literal"].Value,
    });

    private const string Special = "\\`*_[]<>|#~";

    // Entities are already there when this runs, so an escaped < is \&lt;.
    [GeneratedRegex(
        @"\\(?<literal>&lt;|&gt;|[\\`*_\[\]|#~])|`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\[(?<name>[^\]]+)\]\((?<target>[^)\s]+)\)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Piece();
}
