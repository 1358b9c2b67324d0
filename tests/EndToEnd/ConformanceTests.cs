using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>Every conformance case that takes no time, over a real socket, on every engine: one server for all of them.</summary>
public sealed class ConformanceTests : IDisposable
{
    private readonly FixtureSite _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [EveryEngine]
    public void Whole(string engine) => PlayAll(engine, static bytes => [bytes], sharesConnections: false);

    /// <summary>
    /// The engines differ in how they receive, so pieces matter here too; every place of a cut is tried in memory. And what
    /// one case has left behind, the next one would find.
    /// </summary>
    [Theory]
    [EveryEngine]
    public void In_pieces(string engine) =>
        PlayAll(engine, static bytes => bytes.Chunk(Math.Max(1, bytes.Length / 3)), sharesConnections: true);

    private void PlayAll(string engine, Func<byte[], IEnumerable<byte[]>> cut, bool sharesConnections)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _site.Root);
        int sockets = ProcessFiles.Settled(() => weft.Files.Sockets);
        List<string> faults = [];
        using (CasePlayer player = new(weft, sharesConnections))
        {
            foreach (ConformanceCase each in CaseFile.LoadAll(_site).Where(IsForSockets))
                faults.AddRange(player.Play(each, cut).Select(fault => $"{each.Place} {each}: {fault}"));
        }
        Assert.Empty(faults);
        ProcessFiles.AssertComesBackTo(sockets, () => weft.Files.Sockets, "sockets");
        weft.StopCleanly();
    }

    private static bool IsForSockets(ConformanceCase each) =>
        !each.NeedsTime && !each.Marks.Contains("memory", StringComparer.Ordinal);
}
