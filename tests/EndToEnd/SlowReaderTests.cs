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
        AskAndLetItFill(client);
        // What is held goes only with the connection.
        ProcessFiles.AssertComesBackTo(0, () => ProcessFiles.BytesHeldFor(client), "bytes");
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
            AskAndLetItFill(client);
            Assert.InRange(ProcessFiles.Settled(() => ProcessFiles.BytesHeldFor(client)), 1, 512 * 1024);
        }
        weft.StopCleanly();
    }

    private static void AskAndLetItFill(RawClient client)
    {
        client.Send(RawClient.Get("/large"));
        client.ReadHead();
        Eventually.Is(() => ProcessFiles.BytesHeldFor(client) >= 64 * 1024, "the server does not go on sending");
    }
}
