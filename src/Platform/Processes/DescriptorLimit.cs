using Microsoft.Win32.SafeHandles;
using Weft.Platform.Sockets;
using static Weft.Platform.Processes.ProcessCalls;

namespace Weft.Platform.Processes;

/// <summary>How many descriptors this process may have open (RLIMIT_NOFILE). Children inherit it. Linux only.</summary>
public static class DescriptorLimit
{
    /// <summary>
    /// Raises the soft limit to the hard one, which needs no privilege. The .NET runtime does so itself at its start; this
    /// makes sure of it, and tells the figure.
    /// </summary>
    /// <returns>The limit that holds now: descriptors are numbered from 0 to one less.</returns>
    public static long Maximize()
    {
        if (getrlimit(RLIMIT_NOFILE, out RLimit limit) != 0)
            throw SystemFailure.Last("getrlimit(RLIMIT_NOFILE)");
        var raised = new RLimit { Soft = limit.Hard, Hard = limit.Hard };
        if (limit.Soft < limit.Hard && setrlimit(RLIMIT_NOFILE, raised) == 0)
            limit = raised;
        return (long)Math.Min(limit.Soft, long.MaxValue);
    }

    /// <summary>The limit that holds now, which prlimit(1) may have changed from outside.</summary>
    public static long Current() => getrlimit(RLIMIT_NOFILE, out RLimit limit) == 0
        ? (long)Math.Min(limit.Soft, long.MaxValue)
        : throw SystemFailure.Last("getrlimit(RLIMIT_NOFILE)");

    /// <summary>The number that the next descriptor will have, which is the lowest that is free; null if there is none.</summary>
    public static int? LowestFree()
    {
        using SafeFileHandle probe = EpollCalls.eventfd(0, EpollCalls.EFD_CLOEXEC);
        return probe.IsInvalid ? null : (int)probe.DangerousGetHandle();
    }
}
