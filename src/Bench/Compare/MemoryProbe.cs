using Weft.Bench.Measuring;

namespace Weft.Bench.Compare;

/// <summary>Looks at a server's memory once, in the middle of its work.</summary>
internal sealed class MemoryProbe : IDisposable
{
    private readonly CancellationTokenSource _cut = new();

    private MemoryProbe(ProcessTree tree, double delay) => Result = LookAsync(tree, delay);

    /// <summary>What the tree had, and how many processes it was.</summary>
    public Task<(long Bytes, int Processes)> Result { get; }

    public static MemoryProbe Start(ProcessTree tree, double delay) => new(tree, delay);

    public void Dispose()
    {
        _cut.Cancel();
        _cut.Dispose();
    }

    private async Task<(long Bytes, int Processes)> LookAsync(ProcessTree tree, double delay)
    {
        await Task.Delay(TimeSpan.FromSeconds(delay), _cut.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await Task.Run(() => (tree.MemoryBytes(), tree.Processes().Count));
    }
}
