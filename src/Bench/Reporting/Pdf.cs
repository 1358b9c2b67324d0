using Weft.Bench.Running;

namespace Weft.Bench.Reporting;

/// <summary>A page of HTML, printed by a browser as anybody could do it.</summary>
internal static class Pdf
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Options =
    [
        "--headless", "--no-first-run", "--no-pdf-header-footer", "--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions",
        "--disable-background-networking", "--disable-component-update", "--disable-quic", "--disable-sync",
    ];

    /// <summary>Prints a page.</summary>
    public static void Print(string page, string pdf)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("weft-bench-");
        try
        {
            string printed = Path.Combine(scratch.FullName, "printed.pdf");
            // Chromium does not run as root within its own sandbox; the page is ours.
            string[] sandbox = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
            string[] places = [$"--user-data-dir={scratch.FullName}/profile", $"--print-to-pdf={printed}", new Uri(page).AbsoluteUri];
            ToolCommand chromium = new("chromium", [.. Options, .. sandbox, .. places])
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = scratch.FullName },
            };
            ToolResult result = Tool.RunAsync(chromium, Patience, CancellationToken.None).GetAwaiter().GetResult();
            if (!File.Exists(printed))
                throw new BenchException($"chromium did not print {Path.GetFileName(page)}: {result.Errors.Trim()}");
            File.Move(printed, pdf, overwrite: true);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
