using Weft.Platform.Processes;

namespace Weft.Server.Transport;

/// <summary>
/// The last descriptors are not for connections: a thread takes some to start, and so do a library that is first needed and
/// the handling of a signal, and .NET ends a process that has none for them. The limit may be lowered at any time.
/// </summary>
/// <remarks>The kernel gives the lowest number that is free, so a number says how many are left, or nearly.</remarks>
internal sealed class DescriptorReserve(Action<string>? notice)
{
    private const int Kept = 32;

    /// <summary>Whoever is full for a day need not say so ten times a second.</summary>
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

    /// <summary>There is none left.</summary>
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
