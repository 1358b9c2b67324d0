using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>What the kernel tells about a process.</summary>
internal sealed class ProcessFiles(int id)
{
    /// <summary>What it runs.</summary>
    public string? Program => new FileInfo($"/proc/{id}/exe").LinkTarget;

    public int Descriptors => Entries("fd").Length;

    public int Threads => Entries("task").Length;

    public int Sockets => Entries("fd").Count(IsSocket);

    /// <summary>The most memory it ever had resident, in bytes.</summary>
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

    private string[] Entries(string kind) => Directory.GetFileSystemEntries($"/proc/{id}/{kind}");

    // A descriptor may be closed between being listed and being looked at.
    private static bool IsSocket(string entry)
    {
        try
        {
            return new FileInfo(entry).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
