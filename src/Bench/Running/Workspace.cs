namespace Weft.Bench.Running;

/// <summary>Where things are, and where they go.</summary>
/// <param name="Repository">The clone that is measured.</param>
/// <param name="Reports">The folder that takes the place of the repository for reports.</param>
/// <param name="Parts">The same for reports of runs that were interrupted.</param>
/// <param name="Cells">Where finished cells are kept.</param>
internal sealed record Workspace(string Repository, string Reports, string Parts, string Cells)
{
    /// <summary>The native program that ./weft builds, for <see cref="Program"/>.</summary>
    public const string Native = "native";

    /// <summary>The one that runs on .NET.</summary>
    public const string ReadyToRun = "ready-to-run";

    /// <summary>What ./weft is and serves.</summary>
    public string Weft => Path.Combine(Repository, "weft");

    /// <summary>One of the programs that ./weft builds.</summary>
    public string Program(string kind) => Path.Combine(Repository, "artifacts", kind, "weft");

    public string Site => Path.Combine(Repository, "www");

    /// <summary>The workspace of a run.</summary>
    /// <param name="output">Where the user wants everything that is written; null for the usual places.</param>
    /// <param name="isFull">Whether the run measures all there is: only then its report takes the place of the committed one.</param>
    public static Workspace Open(string? output, bool isFull)
    {
        string repository = FindRepository();
        string kept = Path.Combine(output is null ? repository : Path.GetFullPath(output), "artifacts", "bench");
        string parts = output is null ? Path.Combine(kept, "reports") : Path.GetFullPath(output);
        return new Workspace(repository, isFull && output is null ? repository : parts, parts, kept);
    }

    /// <summary>The repository that this program was built in.</summary>
    public static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new BenchException("this program runs inside the repository that it measures");
    }
}
