using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Weft.Bench.Measuring;

/// <summary>All that one run of the bench found out: the single source of its reports.</summary>
internal sealed record BenchRun
{
    /// <summary>Which command ran: wrk2, siege or compare.</summary>
    public required string Suite { get; init; }

    /// <summary>What was typed, without folders.</summary>
    public required string CommandLine { get; init; }

    /// <summary>The commit that was measured; behind a plus sign a hash of what was not committed.</summary>
    public required string Commit { get; init; }

    /// <summary>Whether it was short: good for finding out whether the bench works, and for nothing else.</summary>
    public required bool IsQuick { get; init; }

    /// <summary>Whether all of it is there; false if it was interrupted.</summary>
    public required bool IsWhole { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Finished { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>The version of everything that took part, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>Reads a run from a file, which is compressed if its name says so.</summary>
    public static BenchRun Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        using Stream content = IsCompressed(path) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return JsonSerializer.Deserialize(content, RunJson.Readable.BenchRun)
            ?? throw new BenchException($"{path} holds no run");
    }

    /// <summary>Writes the run in one step: a reader sees all of it or what was there before.</summary>
    public void Write(string path)
    {
        WholeFile.Write(path, stream =>
        {
            // The same run gives the same bytes: .NET leaves name and time out of what it compresses.
            using Stream content = IsCompressed(path) ? new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true) : stream;
            JsonSerializer.Serialize(content, this, RunJson.Readable.BenchRun);
            content.Write("\n"u8);
        });
    }

    private static bool IsCompressed(string path) => path.EndsWith(".gz", StringComparison.Ordinal);
}

/// <summary>How runs and cells are written down.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BenchRun))]
[JsonSerializable(typeof(Cell))]
internal sealed partial class RunJson : JsonSerializerContext
{
    /// <summary>The same with + and the like left as they are: nobody puts these files into a page.</summary>
    public static RunJson Readable => field ??=
        new RunJson(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
