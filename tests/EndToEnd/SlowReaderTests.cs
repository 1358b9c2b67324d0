using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>CN-11: clients who ask for much and take little.</summary>
public sealed class SlowReaderTests : IDisposable
{
    private const long Length = 100_000_000;
    private const int SmallBuffer = 4096;

    private readonly TemporaryFolder _folder = new();

    public SlowReaderTests() => _folder.WriteSparse("large", Length);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    [Trait("Vulnerability", "CVE-2023-38180")]
    public void Who_stops_reading_is_reset(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "--timeout", "0.5", _folder.Path);
        using RawClient client = weft.Connect(receiveBuffer: SmallBuffer);
        client.Send(RawClient.Get("/large"));
        client.ReadHead();
        // The server has only this client: once nothing is held for it, it has been cut.
        ProcessFiles.AssertComesBackTo(0, () => ProcessFiles.BytesHeldFor(client.LocalPort), "bytes");
        Assert.InRange(client.CountToEndOrReset(), 0, Length - 1);
        weft.StopCleanly();
    }

    /// <summary>
    /// The kernel would take megabytes for each such client, until there is no memory for TCP at all. Twice what is asked of it
    /// leaves room for what has been sent and not acknowledged.
    /// </summary>
    [Theory]
    [EveryEngine]
    public void What_the_kernel_holds_for_a_slow_reader_is_bounded(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using (RawClient client = weft.Connect(receiveBuffer: SmallBuffer))
        {
            client.Send(RawClient.Get("/large"));
            client.ReadHead();
            Assert.InRange(ProcessFiles.Settled(() => ProcessFiles.BytesHeldFor(client.LocalPort)), 64 * 1024, 512 * 1024);
        }
        weft.StopCleanly();
    }
}
