namespace Weft.Cli;

/// <summary>Which folder is served, and whether it can be.</summary>
internal static class SiteFolder
{
    /// <summary>The folder that was asked for; null if it is the demo site and that cannot be found.</summary>
    public static string? Choose(Settings settings) => settings.IsDemo ? FindDemo() : settings.Folder ?? ".";

    /// <summary>
    /// The demo site: the folder <c>www</c> beside the program, or that of the repository the program was built in.
    /// </summary>
    public static string? FindDemo()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "www");
        if (Directory.Exists(beside))
            return beside;
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            folder = folder.Parent;
        string? demo = folder is null ? null : Path.Combine(folder.FullName, "www");
        return Directory.Exists(demo) ? demo : null;
    }

    /// <summary>Why this folder cannot be served; null if it can.</summary>
    public static string? FindObjection(string folder)
    {
        if (File.Exists(folder))
            return $"'{folder}' is a file, not a folder";
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return $"there is no folder '{folder}'";
        }
        catch (FileNotFoundException)
        {
            // Its name is relative, and there is nothing that it could be relative to.
            return "the current folder does not exist any more";
        }
        catch (UnauthorizedAccessException)
        {
            return $"the folder '{folder}' may not be read";
        }
        catch (IOException failure)
        {
            return $"the folder '{folder}' cannot be read: {failure.Message}";
        }
    }
}
