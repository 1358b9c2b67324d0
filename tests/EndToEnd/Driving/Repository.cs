namespace Weft.Tests.EndToEnd.Driving;

/// <summary>Where things are in the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// The kinds of the program that <c>./weft</c> builds, the better one first; only one of them if WEFT_PROGRAM names it.
    /// </summary>
    public static IReadOnlyList<string> Kinds { get; } =
        Environment.GetEnvironmentVariable("WEFT_PROGRAM") is { Length: > 0 } kind ? [kind] : ["native", "ready-to-run"];

    /// <summary>The published program, as <c>./weft</c> runs it: the native one, if it could be built.</summary>
    public static string Program { get; } = ProgramOf(Kinds.FirstOrDefault(kind => File.Exists(PathToProgram(kind)), Kinds[0]));

    /// <summary>The published program of this kind.</summary>
    public static string ProgramOf(string kind) => File.Exists(PathToProgram(kind))
        ? PathToProgram(kind)
        : throw new InvalidOperationException(
            $"{PathToProgram(kind)} is not there: run ./test, or WEFT_PROGRAM={kind} ./weft --version, which builds it.");

    public static string PathTo(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository they test.");
    }

    private static string PathToProgram(string kind) => Path.Combine(Root, "artifacts", kind, "weft");
}
