using System.Globalization;

namespace Weft.Bench.Compare.Outputs;

/// <summary>What an <see cref="IdleCrowd"/> told.</summary>
internal sealed record IdleOutput(int Clients, int Answered, double OpeningSeconds, int StillOpen)
{
    public static IdleOutput Parse(string text) => new(
        Lines.Integer(text, "idle clients"),
        Lines.Integer(text, "idle answered"),
        Lines.Number(text, "idle opening seconds"),
        Lines.Integer(text, "idle still open"));
}

/// <summary>What a <see cref="DownloadCrowd"/> told.</summary>
/// <param name="Wanted">Clients that there should have been.</param>
/// <param name="Connected">Clients that there were.</param>
/// <param name="Broken">Those whose download broke.</param>
/// <param name="Seconds">How long it lasted.</param>
/// <param name="CountedSeconds">How long of it the buffers of all sockets were full.</param>
/// <param name="CountedBytes">What all clients received in that time.</param>
/// <param name="Bytes">What each client received in all.</param>
internal sealed record DownloadOutput(
    int Wanted, int Connected, int Broken, double Seconds, double CountedSeconds, double CountedBytes, IReadOnlyList<double> Bytes)
{
    public static DownloadOutput Parse(string text) => new(
        Lines.Integer(text, "downloads"),
        Lines.Integer(text, "connected"),
        Lines.Integer(text, "broken"),
        Lines.Number(text, "seconds"),
        Lines.Number(text, "counted seconds"),
        Lines.Number(text, "counted bytes"),
        Lines.Numbers(text, "bytes of each"));
}

/// <summary>How long each of several starts took, in milliseconds.</summary>
internal sealed record StartOutput(IReadOnlyList<double> Milliseconds)
{
    private const string Name = "milliseconds to the first answer";

    public static StartOutput Parse(string text) => new(Lines.Numbers(text, Name));

    public string Describe() =>
        $"{Name}: {string.Join(' ', Milliseconds.Select(time => time.ToString("0.00", CultureInfo.InvariantCulture)))}\n";
}

/// <summary>Lines of a name, a colon and numbers.</summary>
internal static class Lines
{
    public static int Integer(string text, string name) => (int)Number(text, name);

    public static double Number(string text, string name) => Numbers(text, name) is [var number] ? number : throw Missing(name);

    public static IReadOnlyList<double> Numbers(string text, string name)
    {
        string line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)) ?? throw Missing(name);
        return [.. line[(name.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    private static BenchException Missing(string name) => new($"a measurement has no line '{name}'");
}
