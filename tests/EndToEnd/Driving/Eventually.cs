using System.Diagnostics;
using Xunit;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>Waiting for what happens elsewhere, of which nobody tells.</summary>
internal static class Eventually
{
    /// <summary>Returns when it is so; fails when it has not become so for far longer than it takes.</summary>
    public static void Is(Func<bool> isSo, string otherwise)
    {
        long start = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < WeftProcess.Patience, otherwise);
            Thread.Sleep(5);
        }
    }
}
