using System.Globalization;

namespace Weft.Bench.Measuring;

/// <summary>One line of <c>/proc/PID/stat</c>, as far as it is needed here.</summary>
/// <param name="Id">The process.</param>
/// <param name="Parent">Who has to reap it.</param>
/// <param name="Session">The session it belongs to: the id of the process that opened it.</param>
/// <param name="HasEnded">Whether it has ended and is only waiting to be reaped.</param>
/// <param name="OwnTicks">CPU time of its own, in ticks.</param>
/// <param name="ReapedTicks">CPU time of the children that it has reaped, and of those that they had.</param>
/// <param name="Start">When it started, in ticks since the machine did: tells it from another with the same number.</param>
internal readonly record struct ProcessStat(int Id, int Parent, int Session, bool HasEnded, long OwnTicks, long ReapedTicks, long Start)
{
    /// <summary>USER_HZ, which is part of what Linux promises to programs.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>Every process of the machine.</summary>
    public static IEnumerable<ProcessStat> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Read(id) is { } stat)
                yield return stat;
        }
    }

    /// <summary>One process; null if it is gone.</summary>
    public static ProcessStat? Read(int id)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{id}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }

    internal static ProcessStat Parse(string line)
    {
        // The name is in brackets and may hold brackets and blanks; the columns behind it do not.
        int name = line.LastIndexOf(')');
        string[] columns = line[(name + 2)..].Split(' ');
        long Number(int column) => long.Parse(columns[column - 3], CultureInfo.InvariantCulture);
        return new ProcessStat(
            int.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture),
            (int)Number(4),
            (int)Number(6),
            columns[0] is "Z" or "X",
            Number(14) + Number(15),
            Number(16) + Number(17),
            Number(22));
    }
}
