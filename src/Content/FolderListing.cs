using System.Buffers;
using System.Globalization;
using System.Text;
using Weft.Platform;

namespace Weft.Content;

/// <summary>The page that shows what is in a folder. Every name in it is somebody else's text.</summary>
internal static class FolderListing
{
    /// <summary>The fields that go with it: it changes without notice, and nothing in it may run.</summary>
    public static readonly byte[] Fields = [..
        "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"u8,
        .. "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nCache-Control: no-cache\r\n"u8];

    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Writes the page.</summary>
    /// <param name="path">The path of the folder, from slash to slash.</param>
    /// <param name="entries">What to show; it is sorted here: folders first, then by name.</param>
    public static byte[] Write(ReadOnlySpan<byte> path, List<FolderEntry> entries)
    {
        entries.Sort(static (a, b) => a.IsFolder != b.IsFolder
            ? b.IsFolder.CompareTo(a.IsFolder)
            : a.Name.Span.SequenceCompareTo(b.Name.Span));
        var page = new ArrayBufferWriter<byte>(1024 + (entries.Count * 160));
        page.Write(Opening);
        WriteText(path, page);
        page.Write("</title>\n"u8);
        page.Write(Style);
        page.Write("<h1>"u8);
        WriteText(path, page);
        page.Write("</h1>\n<table>\n<thead><tr><th>Name</th><th>Size</th><th>Modified (UTC)</th></tr></thead>\n<tbody>\n"u8);
        if (path.Length > 1)
            page.Write("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n"u8);
        foreach (FolderEntry entry in entries)
            WriteEntry(entry, page);
        page.Write("</tbody>\n</table>\n</body>\n</html>\n"u8);
        return page.WrittenSpan.ToArray();
    }

    private static ReadOnlySpan<byte> Opening => """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>
        """u8;

    private static ReadOnlySpan<byte> Style => """
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1.5rem }
        h1 { font-size: 1.25rem; font-weight: 600; overflow-wrap: anywhere }
        table { width: 100%; border-collapse: collapse }
        th { font-weight: 400; font-size: .85rem; opacity: .6; text-align: left }
        td, th { padding: .2rem .75rem .2rem 0; vertical-align: top }
        td + td, th + th { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
        tbody tr { border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent) }
        a { text-decoration: none; overflow-wrap: anywhere; unicode-bidi: isolate; white-space: pre-wrap }
        a:hover { text-decoration: underline }
        </style>
        </head>
        <body>

        """u8;

    private static void WriteEntry(FolderEntry entry, ArrayBufferWriter<byte> page)
    {
        ReadOnlySpan<byte> name = entry.Name.Span;
        page.Write("<tr><td><a href=\""u8);
        // What stands before a colon would be read as a scheme (RFC 3986 §4.2).
        if (name.Contains((byte)':'))
            page.Write("./"u8);
        PathEncoding.WritePath(name, page);
        page.Write(entry.IsFolder ? "/\">"u8 : "\">"u8);
        WriteText(name, page);
        page.Write(entry.IsFolder ? "/</a></td><td></td><td>"u8 : "</a></td><td>"u8);
        if (!entry.IsFolder)
        {
            WriteSize(entry.Size, page);
            page.Write("</td><td>"u8);
        }
        Span<byte> time = page.GetSpan(32);
        entry.Modified.TryFormat(time, out int length, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        page.Advance(length);
        page.Write("</td></tr>\n"u8);
    }

    /// <summary>Text in HTML: escaped, and U+FFFD for what is no UTF-8 and for controls.</summary>
    private static void WriteText(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> page)
    {
        while (!text.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(text, out Rune rune, out int length);
            ReadOnlySpan<byte> escaped = rune.Value switch
            {
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '&' => "&amp;"u8,
                '"' => "&quot;"u8,
                '\'' => "&#39;"u8,
                _ when Rune.IsControl(rune) || rune == Rune.ReplacementChar => "\uFFFD"u8,
                _ => text[..length],
            };
            page.Write(escaped);
            text = text[length..];
        }
    }

    private static void WriteSize(long size, ArrayBufferWriter<byte> page)
    {
        double value = size;
        int unit = 0;
        for (; value >= 1024; value /= 1024)
            unit++;
        string format = unit == 0 || value >= 100 ? "0" : "0.0";
        page.Write(Encoding.ASCII.GetBytes($"{value.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}"));
    }
}
