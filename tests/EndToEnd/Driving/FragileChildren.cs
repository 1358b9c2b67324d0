namespace Weft.Tests.EndToEnd.Driving;

/// <summary>
/// Children of the published program that die at their start for as long as a test wants: a library that is loaded into
/// every process ends those that are children, while a certain file exists, and leaves a byte in it for each.
/// </summary>
internal sealed class FragileChildren : IDisposable
{
    public const int ExitCode = 42;

    private const string Source = """
        #include <fcntl.h>
        #include <stdlib.h>
        #include <unistd.h>

        __attribute__((constructor)) static void start(void)
        {
            const char *flaw = getenv("TEST_FLAW");
            int file;
            if (!getenv("WEFT_CHILD") || !flaw || (file = open(flaw, O_WRONLY | O_APPEND)) < 0)
                return;
            _exit(write(file, "x", 1) == 1 ? 42 : 43);
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly PreloadedLibrary _library = new(Source);

    /// <summary>What to start the program under.</summary>
    public string[] Wrapper => [.. _library.Wrapper, $"TEST_FLAW={_folder.PathTo("flaw")}"];

    /// <summary>How many have died so.</summary>
    public int Deaths => (int)new FileInfo(_folder.PathTo("flaw")).Length;

    /// <summary>From now on, children die.</summary>
    public void Break() => _folder.Write("flaw", "");

    /// <summary>From now on, they live.</summary>
    public void Mend() => File.Delete(_folder.PathTo("flaw"));

    public void Dispose()
    {
        _library.Dispose();
        _folder.Dispose();
    }
}
