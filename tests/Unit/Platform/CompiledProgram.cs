using Weft.Platform.Processes;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>A few lines of C, compiled by the cc of this machine: what its headers say is the truth.</summary>
internal sealed class CompiledProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weft-c-");

    public CompiledProgram(string source)
    {
        string file = System.IO.Path.Combine(_folder.FullName, "program.c");
        File.WriteAllText(file, source);
        (string output, ExitStatus status) = Script.Run(
            "exec cc -Wall -Werror -o \"$1\" \"$2\"", arguments: ["sh", Path, file]);
        if (!status.IsSuccess)
            Dispose();
        Assert.True(status.IsSuccess, $"cc must be there and succeed ({status}): {output}");
    }

    public string Path => System.IO.Path.Combine(_folder.FullName, "program");

    public void Dispose() => _folder.Delete(recursive: true);
}
