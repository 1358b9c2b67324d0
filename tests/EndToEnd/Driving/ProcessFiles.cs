using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>What the kernel tells about a process and its children; counts are sums over all of them.</summary>
internal sealed class ProcessFiles(int id)
{
    /// <summary>What it runs.</summary>
    public string? Program => new FileInfo($"/proc/{id}/exe").LinkTarget;

    public int[] Children => [.. ChildrenOf(id)];

    /// <summary>Open descriptors, but for those of loaded libraries, which come when they are first needed and stay.</summary>
    public int Descriptors => Entries("fd").Count(entry => !TargetOf(entry).EndsWith(".dll", StringComparison.Ordinal));

    public int Threads => Entries("task").Count;

    public int Sockets => Entries("fd").Count(IsSocket);

    /// <summary>All processor time so far, that of children who have ended and been reaped included.</summary>
    public TimeSpan ProcessorTime => Children.Prepend(id).Aggregate(TimeSpan.Zero, (sum, process) => sum + ProcessorTimeOf(process));

    /// <summary>The most memory the process itself ever had resident, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Waits until a count is no higher than it was: what ends elsewhere takes a moment.</summary>
    public static void AssertComesBackTo(int baseline, Func<int> count, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (count() > baseline)
        {
            if (Stopwatch.GetElapsedTime(start) > WeftProcess.Patience)
                Assert.Fail($"{count()} {what} are left, and there were {baseline}");
            Thread.Sleep(10);
        }
    }

    /// <summary>A count that has stood still for a while: children start one after another, and nobody says when they are all there.</summary>
    public static int Settled(Func<int> count)
    {
        int last = count();
        for (int still = 0; still < 30; still++)
        {
            Thread.Sleep(10);
            int now = count();
            if (now != last)
                (last, still) = (now, 0);
        }
        return last;
    }

    /// <summary>The child that has the connection from this port of this machine, over IPv4.</summary>
    public int FindChildServing(int clientPort)
    {
        string peer = string.Create(CultureInfo.InvariantCulture, $"0100007F:{clientPort:X4}");
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WeftProcess.Patience)
        {
            // The columns of /proc/net/tcp: 2 is the peer, 9 the inode. The kernel's lists of sockets and of children can
            // each pass over an entry while others come and go, so they are read until both have it.
            // Other servers may have had a client with this port, so any of the sockets will do that a child has.
            HashSet<string> sockets = [.. File.ReadLines("/proc/net/tcp")
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[2] == peer).Select(columns => $"socket:[{columns[9]}]")];
            int child = Children.FirstOrDefault(child => List($"/proc/{child}/fd").Any(entry => sockets.Contains(TargetOf(entry))));
            if (child != 0)
                return child;
        }
        throw new InvalidOperationException($"no child serves port {clientPort}");
    }

    private List<string> Entries(string kind) => [.. Children.Prepend(id).SelectMany(process => List($"/proc/{process}/{kind}"))];

    private static IEnumerable<int> ChildrenOf(int parent) =>
        from task in List($"/proc/{parent}/task")
        from child in Read(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select int.Parse(child, CultureInfo.InvariantCulture);

    // The fields from the third on, behind the name in parentheses: utime, stime, cutime and cstime are 14 to 17, in ticks of
    // a hundredth of a second.
    private static TimeSpan ProcessorTimeOf(int process)
    {
        string status = Read($"/proc/{process}/stat");
        string[] fields = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 15
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(10 * fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
    }

    // Whatever is listed may be gone before it is looked at.
    private static string[] List(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static bool IsSocket(string entry) => TargetOf(entry).StartsWith("socket:", StringComparison.Ordinal);

    private static string TargetOf(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
