using System.Diagnostics;

namespace Weft.Tests.Soak;

/// <summary>
/// How fast all clients together go: the pauses between scenarios are made longer or shorter until this process uses as
/// much of one core as it may. Counted is processor time, so the neighbours on the machine do not change the aim.
/// </summary>
internal sealed class Pace(double percent)
{
    private const double ShortestPause = 1;
    private const double LongestPause = 5000;

    private double _pause = 200;
    private volatile TaskCompletionSource? _rest;

    /// <summary>Waits a while, and as long as the run rests.</summary>
    public async Task WaitAsync(Random random, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Volatile.Read(ref _pause) * 2 * random.NextDouble()), stop);
        while (_rest is { } rest)
            await rest.Task.WaitAsync(stop);
    }

    /// <summary>Nobody begins anything until <see cref="GoOn"/>.</summary>
    public void Rest() => _rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn()
    {
        TaskCompletionSource? rest = _rest;
        _rest = null;
        rest?.SetResult();
    }

    /// <summary>Keeps to the aim until it is stopped.</summary>
    public async Task SteerAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(1000, CancellationToken.None);
            if (_rest is not null)
                continue;
            double used = (Environment.CpuUsage.TotalTime - before) / Stopwatch.GetElapsedTime(start) * 100;
            double factor = Math.Clamp(used / percent, 0.8, 1.25);
            Volatile.Write(ref _pause, Math.Clamp(_pause * factor, ShortestPause, LongestPause));
        }
    }
}
