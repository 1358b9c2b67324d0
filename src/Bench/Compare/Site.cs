using System.Globalization;
using System.Text;

namespace Weft.Bench.Compare;

/// <summary>The folder that every server serves: the same bytes and dates each time, made for the run and gone with it.</summary>
internal sealed class Site : IDisposable
{
    /// <summary>How many files the realistic mix has.</summary>
    public const int MixCount = 2000;

    private const int SmallestOfMix = 200;
    private const int LargestOfMix = 64_000;

    private static readonly string[] MixExtensions = ["html", "css", "js", "svg", "png"];

    private Site(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>When every file was changed last.</summary>
    public static DateTime Changed { get; } = new(2025, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    /// <param name="place">The folder in which the site gets its own.</param>
    public static Site Make(string place)
    {
        Site site = new(Directory.CreateDirectory(Path.Combine(place, "site")).FullName);
        site.Write("/1k.html", 1024);
        site.Write("/100k.bin", 100 * 1024);
        site.Write("/10m.bin", 10 * 1024 * 1024);
        Directory.CreateDirectory(Path.Combine(site.Folder, "mix"));
        for (int number = 0; number < MixCount; number++)
            site.Write(MixPath(number), MixSize(number));
        return site;
    }

    /// <summary>The path of a file of the mix, as mix.lua has it.</summary>
    public static string MixPath(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"/mix/{number:0000}.{MixExtensions[number % MixExtensions.Length]}");

    /// <summary>The bytes that a path stands for; null if there is no such file.</summary>
    public byte[]? Read(string path)
    {
        string file = Path.Combine(Folder, path[1..]);
        return File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // As many small ones as large ones on a scale of sizes that doubles, in an order that has nothing to do with how often
    // a file is asked for: 1117 and 2000 have no common divisor.
    private static int MixSize(int number)
    {
        double place = number * 1117 % MixCount / (double)MixCount;
        return (int)(SmallestOfMix * Math.Pow((double)LargestOfMix / SmallestOfMix, place));
    }

    // Letters that differ from place to place and from file to file, so that no two stretches can be mistaken.
    private void Write(string path, int size)
    {
        byte[] bytes = new byte[size];
        Encoding.ASCII.GetBytes(path, bytes);
        uint state = path.Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619u);
        for (int i = path.Length; i < size; i++)
        {
            state = (state * 1664525) + 1013904223;
            bytes[i] = i % 80 == 79 ? (byte)'\n' : (byte)('a' + (state >> 24) % 26);
        }
        string file = Path.Combine(Folder, path[1..]);
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, Changed);
    }
}
