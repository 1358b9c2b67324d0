using System.Globalization;
using Weft.Server.Transport;

namespace Weft.Server.Processes;

/// <summary>
/// How soon another child may be started. One that ends well, or after it was ready, is replaced at once; children that
/// die before they are ready mean that something is broken, and starting more of them in haste mends nothing.
/// </summary>
internal sealed class StartLimit
{
    private const int MostFailures = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private int _failures;
    private TimeSpan _next;

    /// <summary>Whether a child may be started now.</summary>
    public bool IsOpen => SystemClock.Now >= _next;

    /// <summary>How long until then.</summary>
    public TimeSpan Wait => SystemClock.Until(_next, TimeSpan.MaxValue);

    /// <summary>A child has become ready: nothing is broken.</summary>
    public void Succeeded() => _failures = 0;

    /// <summary>A child has died before it was ready, or could not be started at all.</summary>
    /// <param name="why">How it ended.</param>
    /// <param name="isAlone">Whether there is no other child that could serve meanwhile.</param>
    /// <exception cref="ServerFailedException">None can be started: there is no use in going on.</exception>
    public void Failed(string why, bool isAlone)
    {
        if (++_failures >= MostFailures && isAlone)
        {
            throw new ServerFailedException(string.Create(
                CultureInfo.InvariantCulture, $"no child process can be started; the last of {_failures} attempts: {why}"));
        }
        _next = SystemClock.Now + (FirstPause * (1 << Math.Min(_failures, MostFailures)));
    }
}
