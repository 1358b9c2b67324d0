using System.Globalization;

namespace Weft.Bench.Measuring;

/// <summary>
/// A process, all that descend from it, and all of the session that it leads: those stay known when somebody between them
/// and the root dies.
/// </summary>
internal sealed class ProcessTree(int root)
{
    /// <summary>How often a sum is begun again because a process vanished while it was taken.</summary>
    private const int Attempts = 2000;

    // Its number may belong to somebody else one day, but not with the same start.
    private readonly long? _start = ProcessStat.Read(root)?.Start;

    public int Root { get; } = root;

    /// <summary>The processes that run.</summary>
    public IReadOnlyList<int> Processes() => [.. Members().Where(member => !member.HasEnded).Select(member => member.Id)];

    /// <summary>
    /// CPU seconds that the tree has used since it began. A child's time is in its own line until it is reaped, and in its
    /// parent's from then on: if all who were counted are still there at the end, nobody was counted in both or in neither.
    /// </summary>
    public double CpuSeconds()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Read once more: whoever was reaped while the list was made is in these lines and not in the list.
            List<ProcessStat?> counted = Members().ConvertAll(member => ProcessStat.Read(member.Id));
            if (counted.TrueForAll(IsStillThere))
                return counted.Sum(member => member!.Value.OwnTicks + member.Value.ReapedTicks) / ProcessStat.TicksPerSecond;
        }
        throw new BenchException($"the processes under {Root} come and go too fast to be counted");
    }

    /// <summary>Memory of the tree in bytes, where what several processes share is shared out among them (PSS).</summary>
    public long MemoryBytes() => Members().Sum(member => ProportionalSetSize(member.Id));

    private static bool IsStillThere(ProcessStat? member) =>
        member is { } counted && ProcessStat.Read(counted.Id) is { } now && now.Start == counted.Start;

    private List<ProcessStat> Members()
    {
        List<ProcessStat> all = [.. ProcessStat.All()];
        if (all.Exists(process => process.Id == Root && process.Start != _start))
            return [];
        ILookup<int, ProcessStat> byParent = all.ToLookup(process => process.Parent);
        List<ProcessStat> members = all.FindAll(process => process.Id == Root || process.Session == Root);
        HashSet<int> known = [.. members.Select(member => member.Id)];
        // The list grows while it is walked.
        for (int i = 0; i < members.Count; i++)
            members.AddRange(byParent[members[i].Id].Where(child => known.Add(child.Id)));
        return members;
    }

    private static long ProportionalSetSize(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/smaps_rollup")
                .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["Pss:".Length..^"kB".Length], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return 0;
        }
    }
}
