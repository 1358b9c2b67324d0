using Xunit;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>A few lines of C, compiled by the cc of this machine, for the loader to put into a program before its own libraries.</summary>
internal sealed class PreloadedLibrary : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PreloadedLibrary(string source)
    {
        Ended compiled = WeftProcess.Run(
            "cc", "-Wall", "-Werror", "-shared", "-fPIC", "-o", _folder.PathTo("library.so"), _folder.Write("library.c", source));
        Assert.True(compiled.ExitCode == 0, $"cc must be there and succeed: {compiled}");
    }

    /// <summary>What to start the program under; further variables may follow.</summary>
    public string[] Wrapper => ["env", $"LD_PRELOAD={_folder.PathTo("library.so")}"];

    public void Dispose() => _folder.Dispose();
}
