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
    public long PeakMemory => StatusBytes("VmHWM:");

    /// <summary>The memory it has resident now that belongs to no file: its heap and its stacks, in bytes.</summary>
    public long AnonymousMemory => StatusBytes("RssAnon:");

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

    /// <summary>The child that has the connection of this client, over IPv4.</summary>
    public int FindChildServing(RawClient client)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WeftProcess.Patience)
        {
            // The kernel's lists of sockets and of children can each pass over an entry while others come and go, so they
            // are read until both have it.
            string? inode = ConnectionOf(client)?[9];
            int child = Children.FirstOrDefault(child => List($"/proc/{child}/fd").Any(entry => TargetOf(entry) == $"socket:[{inode}]"));
            if (child != 0)
                return child;
        }
        throw new InvalidOperationException($"no child serves port {client.LocalPort}");
    }

    /// <summary>How many bytes the kernel holds for a client of this machine, over IPv4: unsent or not acknowledged.</summary>
    public static int BytesHeldFor(RawClient client)
    {
        // Twice, since the kernel's list can pass over an entry while others come and go.
        string queues = (ConnectionOf(client) ?? ConnectionOf(client))?[4] ?? "0:0";
        return int.Parse(queues.AsSpan(0, queues.IndexOf(':', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    // The columns of /proc/net/tcp: 1 is the server's end, 2 the client's, 4 the bytes to be sent and received, 9 the inode. Clients
    // of another server may have the same port.
    private static string[]? ConnectionOf(RawClient client)
    {
        string server = string.Create(CultureInfo.InvariantCulture, $"0100007F:{client.ServerPort:X4}");
        string peer = string.Create(CultureInfo.InvariantCulture, $"0100007F:{client.LocalPort:X4}");
        return File.ReadLines("/proc/net/tcp").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(columns => columns[1] == server && columns[2] == peer);
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

    private long StatusBytes(string name)
    {
        string line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..^"kB".Length], CultureInfo.InvariantCulture) * 1024;
    }
}
