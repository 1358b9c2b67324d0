using Weft.Platform.Processes;

namespace Weft.Server.Transport;

/// <summary>
/// Keeps the last descriptors free of connections. .NET needs some to start a thread, to load a library and to handle a
/// signal, and it ends a process that has none left for that. The limit may be lowered at any time.
/// </summary>
/// <remarks>The kernel gives the lowest free number, so the number of a new descriptor says roughly how many are left.</remarks>
internal sealed class DescriptorReserve(Action<string>? notice)
{
    private const int Kept = 32;

    /// <summary>A server that stays full says so once in this time, not ten times a second.</summary>
    private static readonly TimeSpan NoticePause = TimeSpan.FromMinutes(1);

    private TimeSpan _nextNotice;
    private bool _isTight;

    /// <summary>Whether there is a descriptor for one more connection.</summary>
    public bool HasRoom()
    {
        if (_isTight)
            _isTight = OperatingSystem.IsLinux() && (DescriptorLimit.LowestFree() is not { } lowest || IsInReserve(lowest));
        return !_isTight;
    }

    /// <summary>A connection has been given this descriptor.</summary>
    public void Took(nint number)
    {
        if (IsInReserve(number))
            RanOut();
    }

    /// <summary>No descriptor is left for another connection.</summary>
    public void RanOut()
    {
        _isTight = true;
        TimeSpan now = SystemClock.Now;
        if (now < _nextNotice)
            return;
        _nextNotice = now + NoticePause;
        notice?.Invoke("out of file descriptors: new connections wait");
    }

    private static bool IsInReserve(nint number) => OperatingSystem.IsLinux() && number >= DescriptorLimit.Current() - Kept;
}
