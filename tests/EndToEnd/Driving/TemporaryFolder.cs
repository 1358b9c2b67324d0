namespace Weft.Tests.EndToEnd.Driving;

/// <summary>A folder of a test's own, gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("weft-test-").FullName;

    public string PathTo(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathTo(name))!);
        File.WriteAllText(PathTo(name), content);
        return PathTo(name);
    }

    /// <summary>A file of zeros that takes no room on the disk, but for the marks: bytes written at some offsets.</summary>
    public string WriteSparse(string name, long length, params (long Offset, byte Value)[] marks)
    {
        using FileStream file = File.Create(PathTo(name));
        file.SetLength(length);
        foreach ((long offset, byte value) in marks)
        {
            file.Position = offset;
            file.WriteByte(value);
        }
        return PathTo(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
