using Weft.Platform.Processes;

namespace Weft.Server.Transport;

/// <summary>
/// How many connections there may be at once. Beyond it nobody is refused: nobody is accepted, so clients wait in the
/// kernel's queue, and each answer given meanwhile is the last of its connection, which makes room.
/// </summary>
internal sealed class Capacity(int most)
{
    private readonly object _waiting = new();
    private int _live;

    /// <summary>
    /// As many as this process may have descriptors (RLIMIT_NOFILE, of which the soft limit is raised to the hard one), less
    /// an eighth for files that are being sent and for what the process itself has open.
    /// </summary>
    public static int FromDescriptors()
    {
        if (!OperatingSystem.IsLinux())
            return 4096;
        long limit = DescriptorLimit.Maximize();
        return (int)Math.Clamp(limit - Math.Max(limit / 8, 32), 1, 1_000_000);
    }

    /// <summary>How many connections there are.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>Whether one more may be accepted.</summary>
    public bool HasRoom => Live < most;

    /// <summary>A connection begins.</summary>
    public void Enter() => Interlocked.Increment(ref _live);

    /// <summary>A connection is over.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _live) != most - 1)
            return;
        lock (_waiting)
            Monitor.PulseAll(_waiting);
    }

    /// <summary>Waits until there is room, for <paramref name="time"/> at most; true if there is.</summary>
    public bool WaitForRoom(TimeSpan time)
    {
        lock (_waiting)
            return HasRoom || (Monitor.Wait(_waiting, time) && HasRoom);
    }
}
