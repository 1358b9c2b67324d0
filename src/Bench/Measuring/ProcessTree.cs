using System.Globalization;

namespace Weft.Bench.Measuring;

/// <summary>
/// A process, all that descend from it, and all of the session that it leads: those stay known when somebody between them
/// and the root dies.
/// </summary>
/// <param name="root">The process that all descend from.</param>
/// <param name="read">Reads one process.</param>
internal sealed class ProcessTree(int root, Func<int, ProcessStat?> read)
{
    /// <summary>How often a sum is begun again because a process vanished while it was taken.</summary>
    private const int Attempts = 2000;

    // Its number may belong to somebody else one day, but not with the same start.
    private readonly long? _start = ProcessStat.Read(root)?.Start;

    public ProcessTree(int root)
        : this(root, ProcessStat.Read)
    {
    }

    public int Root { get; } = root;

    /// <summary>The processes that run.</summary>
    public IReadOnlyList<int> Processes() => [.. Members().Where(member => !member.HasEnded).Select(member => member.Id)];

    /// <summary>
    /// CPU seconds that the tree has used since it began. A child's time is in its own line until it is reaped, and in its
    /// parent's from then on. Parents are read first: a child that is still there was not in its parent's line, and one that is
    /// gone may have been in neither, so all is read again.
    /// </summary>
    public double CpuSeconds()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long ticks = 0;
            if (Members().TrueForAll(member => AddTicks(member, ref ticks)))
                return ticks / ProcessStat.TicksPerSecond;
        }
        throw new BenchException($"the processes under {Root} come and go too fast to be counted");
    }

    /// <summary>Memory of the tree in bytes, where what several processes share is shared out among them (PSS).</summary>
    public long MemoryBytes() => Members().Sum(member => ProportionalSetSize(member.Id));

    private bool AddTicks(ProcessStat member, ref long ticks)
    {
        if (read(member.Id) is not { } now || now.Start != member.Start)
            return false;
        ticks += now.OwnTicks + now.ReapedTicks;
        return true;
    }

    /// <summary>Parents before their children.</summary>
    private List<ProcessStat> Members()
    {
        List<ProcessStat> all = [.. ProcessStat.All()];
        if (all.Exists(process => process.Id == Root && process.Start != _start))
            return [];
        HashSet<int> session = [.. all.Where(process => process.Id == Root || process.Session == Root).Select(process => process.Id)];
        List<ProcessStat> members = all.FindAll(process => session.Contains(process.Id) && !session.Contains(process.Parent));
        ILookup<int, ProcessStat> byParent = all.ToLookup(process => process.Parent);
        // The list grows while it is walked.
        for (int i = 0; i < members.Count; i++)
            members.AddRange(byParent[members[i].Id]);
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
