namespace Weft.Tests.EndToEnd.Driving;

/// <summary>Where things are in the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The published program, as <c>./weft</c> runs it.</summary>
    public static string Program { get; } = FindProgram();

    public static string PathTo(string relative) => Path.Combine(Root, relative);

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository they test.");
    }

    private static string FindProgram()
    {
        string program = Path.Combine(Root, "artifacts", "native", "weft");
        return File.Exists(program)
            ? program
            : throw new InvalidOperationException($"{program} is not there: run ./test, or ./weft --version, which builds it.");
    }
}
