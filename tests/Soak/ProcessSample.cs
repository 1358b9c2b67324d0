using System.Globalization;
using System.Runtime.InteropServices;

namespace Weft.Tests.Soak;

/// <summary>What the kernel tells about a server at one moment: the process and all its children together.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessSample
{
    /// <summary>Resident memory, in KB. What several processes share is counted in each.</summary>
    public long Rss { get; private init; }

    /// <summary>Memory with a fair share of what is shared, in KB.</summary>
    public long Pss { get; private init; }

    public int Threads { get; private init; }

    public int Sockets { get; private init; }

    /// <summary>Files of the site that are held open, which the server does for speed, up to a bound.</summary>
    public int SiteFiles { get; private init; }

    /// <summary>Libraries, which .NET opens when it first needs them, and keeps open.</summary>
    public int Libraries { get; private init; }

    public int OtherDescriptors { get; private init; }

    public int Processes { get; private init; }

    /// <summary>Processor time since the start, of those that still run.</summary>
    public double CpuSeconds { get; private init; }

    public int Descriptors => Sockets + SiteFiles + Libraries + OtherDescriptors;

    public static ProcessSample Take(int process, string site)
    {
        ProcessSample sum = default;
        foreach (int each in Family(process))
        {
            // A child may end while it is looked at; it then counts for nothing.
            try
            {
                sum = sum.Plus(TakeOne(each, site));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                continue;
            }
        }
        return sum;
    }

    private ProcessSample Plus(ProcessSample other) => new()
    {
        Rss = Rss + other.Rss,
        Pss = Pss + other.Pss,
        Threads = Threads + other.Threads,
        Sockets = Sockets + other.Sockets,
        SiteFiles = SiteFiles + other.SiteFiles,
        Libraries = Libraries + other.Libraries,
        OtherDescriptors = OtherDescriptors + other.OtherDescriptors,
        Processes = Processes + other.Processes,
        CpuSeconds = CpuSeconds + other.CpuSeconds,
    };

    private static ProcessSample TakeOne(int process, string site)
    {
        string status = File.ReadAllText($"/proc/{process}/status");
        string memory = File.ReadAllText($"/proc/{process}/smaps_rollup");
        string[] descriptors = Directory.GetFileSystemEntries($"/proc/{process}/fd");
        string[] targets = [.. descriptors.Select(TargetOf)];
        int sockets = targets.Count(target => target.StartsWith("socket:", StringComparison.Ordinal));
        int files = targets.Count(target => target.StartsWith(site + "/", StringComparison.Ordinal));
        int libraries = targets.Count(target => target.EndsWith(".dll", StringComparison.Ordinal));
        return new ProcessSample
        {
            Rss = Number(status, "VmRSS:"),
            Pss = Number(memory, "Pss:"),
            Threads = (int)Number(status, "Threads:"),
            Sockets = sockets,
            SiteFiles = files,
            Libraries = libraries,
            OtherDescriptors = targets.Count(target => target.Length > 0) - sockets - files - libraries,
            Processes = 1,
            CpuSeconds = ReadCpuSeconds(process),
        };
    }

    private static IEnumerable<int> Family(int process)
    {
        yield return process;
        foreach (int child in ChildrenOf(process))
        {
            foreach (int each in Family(child))
                yield return each;
        }
    }

    private static int[] ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task")
                .SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // A descriptor may be closed between being listed and being looked at.
    private static string TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static long Number(string text, string label)
    {
        string line = text.Split('\n').First(line => line.StartsWith(label, StringComparison.Ordinal));
        return long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // Behind the name, which is in brackets and may hold anything: utime and stime are the 12th and 13th, in hundredths.
    private static double ReadCpuSeconds(int process)
    {
        string text = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }
}
