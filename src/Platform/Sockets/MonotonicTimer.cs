using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform.Sockets;

/// <summary>
/// A moment that epoll can wait for: timerfd_create(2) on CLOCK_MONOTONIC, the clock of <see cref="System.Diagnostics.Stopwatch"/>.
/// Its handle is readable from that moment on, until it is set anew. Linux only.
/// </summary>
public sealed partial class MonotonicTimer : IDisposable
{
    internal const int CLOCK_MONOTONIC = 1;
    internal const int TFD_CLOEXEC = 0x80000;
    internal const int TFD_NONBLOCK = 0x800;
    internal const int TFD_TIMER_ABSTIME = 1;

    /// <summary>The handle to be watched.</summary>
    public SafeFileHandle Handle { get; } = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

    /// <summary>Sets the moment, as monotonic time; one that has passed makes the handle readable at once.</summary>
    public unsafe void Set(TimeSpan moment)
    {
        // Zero would disarm the timer.
        long ticks = Math.Max(moment.Ticks, 1);
        var value = new ITimerSpec
        {
            Seconds = (nint)(ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        _ = timerfd_settime(Handle, TFD_TIMER_ABSTIME, &value, null);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    private static partial SafeFileHandle timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int timerfd_settime(SafeFileHandle timer, int flags, ITimerSpec* value, ITimerSpec* old);

    /// <summary>struct itimerspec: an interval, which is not used here, and a value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ITimerSpec
    {
        public nint IntervalSeconds;
        public nint IntervalNanoseconds;
        public nint Seconds;
        public nint Nanoseconds;
    }
}
