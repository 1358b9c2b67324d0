using System.Diagnostics;

namespace Weft.Tests.Soak;

/// <summary>Changes the live files, about twenty times a second, one after the other.</summary>
internal sealed class Mutator(Site site, int seed)
{
    /// <summary>
    /// How long a file stays as it is at least: two changes within one tick of the kernel's clock would give two states of
    /// one size the same time, which no server can tell apart.
    /// </summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    public int Changes { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        Random random = new(seed);
        while (!stop.IsCancellationRequested)
        {
            LiveFile file = site.Live[random.Next(site.Live.Count)];
            if (Stopwatch.GetElapsedTime(file.LastChange) > Rest)
            {
                file.Advance();
                Changes++;
            }
            await Task.Delay(random.Next(100), CancellationToken.None);
        }
    }
}
