using System.Security.Cryptography;
using System.Text;
using Weft.Bench.Running;

namespace Weft.Bench.Measuring;

/// <summary>Which state of the sources is measured: the commit, and behind a plus sign a hash of what is not committed.</summary>
internal static class Revision
{
    // What decides how fast a server is and how it is measured. Reports are not in it, or writing one would change what it is about.
    private static readonly string[] Measured = ["src", "www", "weft", "bench", "global.json", "*.props"];

    public static async Task<string> CurrentAsync(string repository, CancellationToken cancel)
    {
        string commit = (await GitAsync(repository, cancel, "rev-parse", "HEAD")).Trim();
        string changes = await GitAsync(repository, cancel, ["diff", "HEAD", "--", .. Measured]);
        string added = await GitAsync(repository, cancel, ["ls-files", "-z", "--others", "--exclude-standard", "--", .. Measured]);
        if (changes.Length + added.Length == 0)
            return commit;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(changes + added));
        foreach (string file in added.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            hash.AppendData(await File.ReadAllBytesAsync(Path.Combine(repository, file), cancel));
        return $"{commit}+{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
    }

    private static async Task<string> GitAsync(string repository, CancellationToken cancel, params string[] arguments)
    {
        ToolCommand git = new("git", ["-C", repository, .. arguments]);
        ToolResult result = await Tool.RunAsync(git, TimeSpan.FromMinutes(1), cancel);
        return result.ExitCode == 0 ? result.Output : throw new BenchException($"git does not say what is measured: {result.Errors.Trim()}");
    }
}
