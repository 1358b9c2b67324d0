using System.Globalization;
using System.Text.Json;

namespace Weft.Bench.Measuring;

/// <summary>
/// The finished cells of a suite on one state of the sources, one file each, so that a run that was cut goes on where it was.
/// </summary>
internal sealed class CellStore
{
    private readonly string _folder;

    private CellStore(string folder) => _folder = folder;

    /// <summary>When the first of the cells was begun.</summary>
    public DateTimeOffset Started { get; private init; }

    /// <summary>How many cells there are.</summary>
    public int Count => Directory.EnumerateFiles(_folder, "*.json", SearchOption.AllDirectories).Count();

    /// <summary>Opens the store of a suite.</summary>
    /// <param name="cells">Where all stores are.</param>
    /// <param name="revision">Which sources are measured.</param>
    /// <param name="suite">The suite, with whatever makes its cells different from others with the same names.</param>
    /// <param name="isFresh">Whether to forget what is there.</param>
    public static CellStore Open(string cells, string revision, string suite, bool isFresh)
    {
        string folder = Path.Combine(cells, FileName(revision), FileName(suite));
        if (isFresh && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        string stamp = Path.Combine(folder, "started");
        if (!File.Exists(stamp))
            WholeFile.Write(stamp, DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        DateTimeOffset started = DateTimeOffset.Parse(File.ReadAllText(stamp), CultureInfo.InvariantCulture);
        return new CellStore(folder) { Started = started };
    }

    /// <summary>A cell that is finished; null if it is not.</summary>
    public Cell? Find(string subject, string workload, int round)
    {
        string path = PathOf(subject, workload, round);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Readable.Cell) : null;
    }

    public void Add(Cell cell) =>
        WholeFile.Write(PathOf(cell.Subject, cell.Workload, cell.Round), JsonSerializer.Serialize(cell, RunJson.Readable.Cell));

    private string PathOf(string subject, string workload, int round) =>
        Path.Combine(_folder, FileName(subject), FileName(workload), string.Create(CultureInfo.InvariantCulture, $"{round}.json"));

    private static string FileName(string name) =>
        name is "" or "." or ".." ? throw new ArgumentException("It cannot be a file's name.", nameof(name)) : Uri.EscapeDataString(name);
}
