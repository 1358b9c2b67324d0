namespace Weft.Bench.Reporting.Charts;

/// <summary>Moves labels apart that would stand on one another.</summary>
internal static class Spread
{
    /// <summary>Places at least <paramref name="gap"/> apart, in the order of those wanted and as near to them as may be.</summary>
    public static double[] Apart(IReadOnlyList<double> wanted, double gap, double from, double to)
    {
        int[] order = [.. Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i])];
        double[] places = new double[wanted.Count];
        // Neighbours that collide become one block, which stands where its members on average would.
        List<(double Sum, int Count)> blocks = [];
        double Start((double Sum, int Count) block) =>
            Math.Clamp(block.Sum / block.Count - gap * (block.Count - 1) / 2, from, Math.Max(from, to - gap * (block.Count - 1)));
        foreach (int i in order)
        {
            (double Sum, int Count) block = (Math.Clamp(wanted[i], from, to), 1);
            while (blocks.Count > 0 && Start(blocks[^1]) + gap * blocks[^1].Count > Start(block))
            {
                block = (blocks[^1].Sum + block.Sum, blocks[^1].Count + block.Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        int next = 0;
        foreach ((double Sum, int Count) block in blocks)
        {
            for (int k = 0; k < block.Count; k++)
                places[order[next++]] = Start(block) + gap * k;
        }
        return places;
    }
}
