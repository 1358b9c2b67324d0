using System.Diagnostics;
using Weft.Bench.Measuring;

namespace Weft.Bench.Running;

/// <summary>How a tool ended and what it said.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="CpuSeconds">CPU time of its own; of all of them together where several ran at once.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Errors, double Seconds, double CpuSeconds);

/// <summary>Programs that are started, watched to their end, and listened to.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end. On a cancel or when its time is over, it and all that it started are killed.</summary>
    public static async Task<ToolResult> RunAsync(ToolCommand command, TimeSpan patience, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(patience);
        long before = ReapedTicks();
        long start = Stopwatch.GetTimestamp();
        using Session session = Session.Start(command);
        try
        {
            Task<string> output = session.Process.StandardOutput.ReadToEndAsync(timeout.Token);
            Task<string> errors = session.Process.StandardError.ReadToEndAsync(timeout.Token);
            await session.Process.WaitForExitAsync(timeout.Token);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            return new ToolResult(
                session.Process.ExitCode, await output, await errors, time.TotalSeconds, (ReapedTicks() - before) / ProcessStat.TicksPerSecond);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new BenchException($"this did not end within {patience.TotalSeconds:0.#} s: {command}");
        }
    }

    /// <summary>CPU time of the children that this process has reaped: all that is left of a tool once it has ended.</summary>
    private static long ReapedTicks() => ProcessStat.Read(Environment.ProcessId)!.Value.ReapedTicks;
}
