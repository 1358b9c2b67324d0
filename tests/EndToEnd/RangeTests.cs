using System.Globalization;
using System.Text;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>FS-08 and RG: parts of files beyond every 32-bit limit, and downloads that are taken up again there.</summary>
public sealed class RangeTests : IDisposable
{
    private const long TwoGiB = 1L << 31;
    private const long FourGiB = 1L << 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void A_hundred_gigabytes_are_exact_at_every_edge(string engine)
    {
        const long Length = 100_000_000_000;
        _folder.WriteSparse("huge", Length, [(0, 21), .. Marks(TwoGiB, 1), .. Marks(FourGiB, 11), (Length - 1, 22)]);
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/huge").Replace("GET", "HEAD", StringComparison.Ordinal));
        Assert.Equal(Length.ToString(CultureInfo.InvariantCulture), client.ReadReply(isToHead: true)["Content-Length"]);

        AssertPart(client, 0, [21, 0], Length);
        AssertPart(client, TwoGiB - 4, [0, 1, 2, 3, 4, 5, 6, 7, 0], Length);
        AssertPart(client, FourGiB - 4, [0, 11, 12, 13, 14, 15, 16, 17, 0], Length);
        AssertPart(client, Length - 2, [0, 22], Length);
        for (byte i = 0; i < 7; i++)
        {
            AssertPart(client, TwoGiB - 3 + i, [(byte)(1 + i)], Length);
            AssertPart(client, FourGiB - 3 + i, [(byte)(11 + i)], Length);
        }
        client.Send(RawClient.Get("/huge", "Range: bytes=-1\r\n"));
        Assert.Equal([22], client.ReadReply().Body);

        client.Send(RawClient.Get("/huge", $"Range: bytes={FourGiB - 1}-{FourGiB},{TwoGiB - 1}-{TwoGiB},-1\r\n"));
        Reply parts = client.ReadReply();
        string text = Encoding.Latin1.GetString(parts.Body);
        Assert.Equal(206, parts.Status);
        string[] pieces =
        [
            $"bytes {FourGiB - 1}-{FourGiB}/{Length}\r\n\r\n\u000D\u000E", $"bytes {TwoGiB - 1}-{TwoGiB}/{Length}\r\n\r\n\u0003\u0004",
            $"bytes {Length - 1}-{Length - 1}/{Length}\r\n\r\n\u0016",
        ];
        Assert.All(pieces, piece => Assert.Contains($"\r\nContent-Range: {piece}\r\n--", text, StringComparison.Ordinal));

        client.Send(RawClient.Get("/huge", $"Range: bytes={Length}-\r\n"));
        Reply refused = client.ReadReply();
        Assert.Equal(416, refused.Status);
        Assert.Equal($"bytes */{Length}", refused["Content-Range"]);
        client.Dispose();
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void An_interrupted_download_is_taken_up_beyond_four_gibibytes(string engine)
    {
        const long Length = FourGiB + 1_000_000;
        (long Offset, byte Value)[] marks = [.. Marks(FourGiB, 1), (Length - 1, 8)];
        _folder.WriteSparse("large", Length, marks);
        using TemporaryFolder downloads = new();
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        string url = $"{weft.Url}large";
        foreach (string tool in (string[])["curl", "wget"])
        {
            string file = downloads.PathTo(tool);
            // A client that cannot write any more hangs up.
            WeftProcess.Run("sh", "-c", $"curl --silent --noproxy '*' '{url}' | head -c 1000000 >'{file}'");
            Assert.Equal(1_000_000, new FileInfo(file).Length);
            // Four gibibytes of zeros need not be written: it is as if the client had come as far as this.
            const long Arrived = FourGiB - 500_000;
            using (FileStream partial = File.OpenWrite(file))
                partial.SetLength(Arrived);
            Ended resumed = tool == "curl"
                ? WeftProcess.Run("curl", "--silent", "--show-error", "--fail", "--verbose", "--noproxy", "*", "-C", "-", "-o", file, url)
                : WeftProcess.Run("wget", "--no-config", "--no-proxy", "--no-verbose", "--server-response", "-c", "-O", file, url);
            Assert.Equal(0, resumed.ExitCode);
            Assert.Contains("HTTP/1.1 206 Partial Content", resumed.Errors, StringComparison.Ordinal);
            Assert.Equal(Length, new FileInfo(file).Length);
            Assert.Equal(marks, MarksIn(file, Arrived));
        }
        // Who has everything already is told so, and content.
        Assert.Equal(0, WeftProcess.Run("wget", "--no-config", "--no-proxy", "--quiet", "-c", "-O", downloads.PathTo("wget"), url).ExitCode);
        Assert.Equal(Length, new FileInfo(downloads.PathTo("wget")).Length);
        weft.StopCleanly();
    }

    /// <summary>Seven bytes around an edge, each different.</summary>
    private static IEnumerable<(long Offset, byte Value)> Marks(long edge, byte first) =>
        Enumerable.Range(0, 7).Select(i => (edge - 3 + i, (byte)(first + i)));

    private static List<(long, byte)> MarksIn(string path, long from)
    {
        using FileStream file = File.OpenRead(path);
        byte[] bytes = new byte[file.Length - from];
        file.Position = from;
        file.ReadExactly(bytes);
        return [.. bytes.Index().Where(static each => each.Item != 0).Select(each => (from + each.Index, each.Item))];
    }

    private static void AssertPart(RawClient client, long first, byte[] expected, long length)
    {
        long last = first + expected.Length - 1;
        client.Send(RawClient.Get("/huge", $"Range: bytes={first}-{last}\r\n"));
        Reply reply = client.ReadReply();
        Assert.Equal(206, reply.Status);
        Assert.Equal($"bytes {first}-{last}/{length}", reply["Content-Range"]);
        Assert.Equal(expected, reply.Body);
    }
}
