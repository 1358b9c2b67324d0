using System.Diagnostics;
using Weft.Http;

namespace Weft.Server.Transport;

/// <summary>The one place that reads the time for the HTTP core.</summary>
internal static class SystemClock
{
    /// <summary>Monotonic time, on the scale of every deadline.</summary>
    public static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    public static Clock Read() => new(Now, DateTime.UtcNow);

    /// <summary>What is left until a deadline, at least zero and at most <paramref name="most"/>.</summary>
    public static TimeSpan Until(TimeSpan deadline, TimeSpan most)
    {
        TimeSpan left = deadline - Now;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most;
    }
}
