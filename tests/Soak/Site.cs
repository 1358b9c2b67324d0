namespace Weft.Tests.Soak;

/// <summary>The folder that is served: made for the run, and gone with it.</summary>
internal sealed class Site : IDisposable
{
    private const int Kilo = 1024;
    private const int Mega = 1024 * 1024;

    // Around the sizes at which the server changes its ways, and ours.
    private static readonly int[] EdgeSizes = [0, 1, 15, 16, 17, 4095, 4096, 4097, 16383, 16384];
    private static readonly (string Extension, string Type)[] Types =
    [
        ("txt", "text/plain; charset=utf-8"), ("html", "text/html; charset=utf-8"), ("css", "text/css; charset=utf-8"),
        ("png", "image/png"), ("bin", "application/octet-stream"),
    ];

    private uint _count;

    private Site(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>0 bytes to 16 KB, more of them than the server keeps in memory.</summary>
    public List<StaticFile> Small { get; } = [];

    /// <summary>16 KB to 1 MB, more of them than the server keeps open.</summary>
    public List<StaticFile> Medium { get; } = [];

    /// <summary>10 to 100 MB.</summary>
    public List<StaticFile> Large { get; } = [];

    /// <summary>Those that are changed.</summary>
    public List<LiveFile> Live { get; } = [];

    /// <summary>The names in the folder <c>/list/</c>.</summary>
    public List<string> Listed { get; } = [];

    public static Site Make(Random random)
    {
        Site site = new(Directory.CreateTempSubdirectory("weft-soak-").FullName);
        try
        {
            site.MakeFiles(random);
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void MakeFiles(Random random)
    {
        for (int i = 0; i < 2500; i++)
            Small.Add(MakeFile($"small/{i / 100}", i < EdgeSizes.Length ? EdgeSizes[i] : random.Next(16 * Kilo)));
        for (int i = 0; i < 400; i++)
            Medium.Add(MakeFile("medium", (int)(16 * Kilo * Math.Pow(64, Math.Pow(random.NextDouble(), 3)))));
        foreach (int size in new[] { 10, 25, 60, 100 })
            Large.Add(MakeFile("large", (size * Mega) + random.Next(Kilo)));
        for (int i = 0; i < 12; i++)
            Listed.Add(Path.GetFileName(MakeFile("list", 100 * i).Path));
        MakeLive("replaced", LiveKind.Replaced, 20, 200, 15 * Kilo);
        MakeLive("replaced-large", LiveKind.Replaced, 6, 20 * Kilo, 200 * Kilo);
        MakeLive("overwritten", LiveKind.Overwritten, 10, 3000, 3000);
        MakeLive("fleeting", LiveKind.Fleeting, 6, 100, 40 * Kilo);
    }

    private void MakeLive(string name, LiveKind kind, int count, int smallest, int largest)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Folder, "live")).FullName;
        for (int i = 0; i < count; i++)
        {
            LiveFile file = new(folder, $"{name}-{i}.bin", kind, ++_count, smallest, largest);
            file.Advance();
            Live.Add(file);
        }
    }

    private StaticFile MakeFile(string folder, long size)
    {
        (string extension, string type) = Types[_count % Types.Length];
        StaticFile file = new($"/{folder}/f{_count}.{extension}", type, ++_count, size);
        Directory.CreateDirectory(Path.Combine(Folder, folder));
        string path = Path.Combine(Folder, file.Path[1..]);
        byte[] buffer = new byte[Math.Min(size, Mega)];
        using (FileStream stream = new(path, FileMode.CreateNew))
        {
            for (long offset = 0; offset < size; offset += buffer.Length)
            {
                Pattern.Fill(buffer, file.Key, offset);
                stream.Write(buffer.AsSpan(0, (int)Math.Min(buffer.Length, size - offset)));
            }
        }
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-1).AddSeconds(-_count));
        return file;
    }
}
