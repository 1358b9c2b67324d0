using System.Net.Sockets;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>Files that change, shrink, grow or vanish while they are served: the rows FS-05 and FS-09 to FS-13.</summary>
public sealed class FileFaultTests : IDisposable
{
    // Far more than the sockets between server and client can hold, so a download that was begun is not over.
    private const long Length = 64_000_000;

    private static readonly DateTime Noon = new(2024, 5, 6, 12, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder _folder = new();
    private readonly string _large;

    public FileFaultTests() => _large = _folder.WriteSparse("large", Length, (Length - 1, 1));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void FS_09_A_file_that_is_replaced_is_still_sent_to_who_has_begun(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/large"));
        string head = client.ReadHead();
        File.Move(_folder.WriteSparse("next", 1_000_000, (0, 2)), _large, overwrite: true);
        Assert.Contains($"\r\nContent-Length: {Length}\r\n", head, StringComparison.Ordinal);
        AssertArrives(client);

        client.Send(RawClient.Get("/large", "Range: bytes=0-0\r\n"));
        Reply next = client.ReadReply();
        Assert.Equal("bytes 0-0/1000000", next["Content-Range"]);
        Assert.Equal([2], next.Body);
        Assert.DoesNotContain($"\r\nETag: {next["ETag"]}\r\n", head, StringComparison.Ordinal);
        client.Dispose();
        weft.StopCleanly();
    }

    /// <summary>What was promised cannot be kept, and nothing that follows could be told from what is missing.</summary>
    [Theory]
    [EveryEngine]
    [Trait("Vulnerability", "bun#34185")]
    [Trait("Vulnerability", "bun#41622")]
    public void FS_10_A_file_that_shrinks_ends_the_connection_with_a_reset(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        foreach (string fields in (string[])["", "Range: bytes=5-\r\n", "Range: bytes=0-9,20-\r\n"])
        {
            Resize(Length);
            using RawClient client = weft.Connect();
            client.Send(RawClient.Get("/large", fields) + RawClient.Get("/large"));
            client.ReadHead();
            Resize(1000);
            SocketException reset = Assert.Throws<SocketException>(() => client.Skip(Length - 10));
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
        using RawClient another = weft.Connect();
        another.Send(RawClient.Get("/large"));
        Assert.Equal(new byte[1000], another.ReadReply().Body);
        another.Dispose();
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void FS_11_A_file_that_grows_is_sent_as_it_was(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/large"));
        client.ReadHead();
        using (FileStream file = new(_large, FileMode.Append))
            file.Write("more"u8);
        AssertArrives(client);

        client.Send(RawClient.Get("/large", "Range: bytes=-5\r\n"));
        Reply next = client.ReadReply();
        Assert.Equal($"bytes {Length - 1}-{Length + 3}/{Length + 4}", next["Content-Range"]);
        Assert.Equal("\u0001more"u8, next.Body);
        client.Dispose();
        weft.StopCleanly();
    }

    /// <summary>
    /// The disk is well, and strace(1) has the kernel say otherwise: whoever reads the one file hears of an error, and
    /// whoever sends the other one hears of it from the third piece on.
    /// </summary>
    [Theory]
    [EveryEngine]
    public void FS_12_An_error_of_the_disk_is_500_before_the_head_and_the_end_behind_it(string engine)
    {
        string small = _folder.Write("small.txt", "small");
        _folder.Write("sound.txt", "sound");
        string[] onABrokenDisk =
        [
            "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-P", small, "-P", _large, "-e", "trace=read,pread64,sendfile",
            "-e", "inject=read,pread64:error=EIO", "-e", "inject=sendfile:error=EIO:when=3+",
        ];
        using WeftProcess weft = WeftProcess.StartUnder(onABrokenDisk, "-c", engine, _folder.Path);
        using (RawClient client = weft.Connect())
        {
            Assert.Equal(500, Get(client, "/small.txt").Status);
            Assert.Equal("sound"u8, Get(client, "/sound.txt").Body);
            Assert.Equal(500, Get(client, "/small.txt").Status);
            client.Send(RawClient.Get("/large") + RawClient.Get("/sound.txt"));
            Assert.Contains($"\r\nContent-Length: {Length}\r\n", client.ReadHead(), StringComparison.Ordinal);
            Assert.InRange(client.CountToEndOrReset(), 1, Length - 1);
        }
        using (RawClient client = weft.Connect())
            Assert.Equal("sound"u8, Get(client, "/sound.txt").Body);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void FS_13_A_folder_has_the_validators_of_its_index_page(string engine)
    {
        string index = _folder.Write("sub/index.html", "page");
        File.SetLastWriteTimeUtc(index, Noon);
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        string since = "If-Modified-Since: Mon, 06 May 2024 12:00:00 GMT\r\n";
        Reply first = Get(client, "/sub/");
        Assert.Equal(200, first.Status);
        Assert.Equal(304, Get(client, "/sub/", since).Status);
        Assert.Equal(304, Get(client, "/sub/", $"If-None-Match: {first["ETag"]}\r\n").Status);

        File.SetLastWriteTimeUtc(index, Noon.AddSeconds(1));
        Assert.Equal(200, Get(client, "/sub/", since).Status);
        Reply touched = Get(client, "/sub/", $"If-None-Match: {first["ETag"]}\r\n");
        Assert.Equal(200, touched.Status);
        Assert.Equal("page"u8, touched.Body);
        Assert.Equal(304, Get(client, "/sub/", $"If-None-Match: {touched["ETag"]}\r\n").Status);

        File.Delete(index);
        Reply listing = Get(client, "/sub/", $"If-None-Match: {touched["ETag"]}\r\n");
        Assert.Equal(200, listing.Status);
        Assert.Null(listing["ETag"]);
        client.Dispose();
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void A_deleted_file_is_still_sent_to_who_has_begun_and_then_gone(string engine)
    {
        string small = _folder.Write("small.txt", "small");
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        Assert.Equal(200, Get(client, "/small.txt").Status);
        client.Send(RawClient.Get("/large"));
        client.ReadHead();
        File.Delete(_large);
        File.Delete(small);
        AssertArrives(client);
        Assert.Equal(404, Get(client, "/large").Status);
        Assert.Equal(404, Get(client, "/large", "Range: bytes=0-0\r\n").Status);
        Assert.Equal(404, Get(client, "/small.txt").Status);
        client.Dispose();
        weft.StopCleanly();
    }

    /// <summary>Root may read everything, so the server must not be root.</summary>
    [Theory]
    [EveryEngine]
    public void A_file_that_becomes_unreadable_is_still_sent_to_who_has_begun_and_then_forbidden(string engine)
    {
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead;
        string small = _folder.Write("small.txt", "small");
        File.SetUnixFileMode(small, Readable);
        File.SetUnixFileMode(_large, Readable);
        File.SetUnixFileMode(
            _folder.Path,
            Readable | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        using WeftProcess weft = WeftProcess.StartUnder(asNobody, "-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        Assert.Equal(200, Get(client, "/small.txt").Status);
        client.Send(RawClient.Get("/large"));
        client.ReadHead();
        File.SetUnixFileMode(small, UnixFileMode.None);
        File.SetUnixFileMode(_large, UnixFileMode.None);
        AssertArrives(client);
        Assert.Equal(403, Get(client, "/small.txt").Status);
        Assert.Equal(403, Get(client, "/large", "Range: bytes=0-0\r\n").Status);
        File.SetUnixFileMode(small, Readable);
        Assert.Equal("small"u8, Get(client, "/small.txt").Body);
        client.Dispose();
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void A_folder_that_is_removed_has_nothing_any_more(string engine)
    {
        string site = _folder.PathTo("site");
        _folder.Write("site/a.txt", "hello");
        _folder.Write("site/sub/b.txt", "hello");
        using WeftProcess weft = WeftProcess.Start("-c", engine, site);
        using RawClient client = weft.Connect();
        string[] targets = ["/a.txt", "/sub/b.txt", "/sub/", "/"];
        Assert.All(targets, target => Assert.Equal(200, Get(client, target).Status));
        Directory.Delete(site, recursive: true);
        Assert.All(targets, target => Assert.Equal(404, Get(client, target).Status));
        // What is put in its place later is another folder.
        _folder.Write("site/a.txt", "another");
        Assert.All(targets, target => Assert.Equal(404, Get(client, target).Status));
        client.Dispose();
        weft.StopCleanly();
    }

    /// <summary>More clients than there are spare processes: those that are started later serve the same folder.</summary>
    [Theory]
    [EveryEngine]
    public void A_folder_stays_the_one_that_is_served_whatever_takes_its_name(string engine)
    {
        string site = _folder.PathTo("site");
        _folder.Write("site/a.txt", "hello");
        using WeftProcess weft = WeftProcess.Start("-c", engine, site);
        Directory.Move(site, _folder.PathTo("moved"));
        for (int i = 0; i < 8; i++)
            AssertIsFresh("hello");
        _folder.Write("site/a.txt", "another");
        for (int i = 0; i < 8; i++)
            AssertIsFresh("hello");
        Directory.Delete(_folder.PathTo("moved"), recursive: true);
        for (int i = 0; i < 8; i++)
            AssertIsFresh(null);
        weft.StopCleanly();

        void AssertIsFresh(string? content)
        {
            using RawClient client = weft.Connect();
            Reply reply = Get(client, "/a.txt", "Connection: close\r\n");
            Assert.Equal(content is null ? 404 : 200, reply.Status);
            if (content is not null)
                Assert.Equal(content, System.Text.Encoding.ASCII.GetString(reply.Body));
        }
    }

    /// <summary>FS-05: opening a FIFO would wait for a writer, and reading a device might never end.</summary>
    [Theory]
    [EveryEngine]
    public void What_is_neither_file_nor_folder_does_not_exist(string engine)
    {
        List<string> targets = ["/pipe", "/socket", "/device"];
        Assert.Equal(0, WeftProcess.Run("mkfifo", _folder.PathTo("pipe")).ExitCode);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.PathTo("socket")));
        // The zero device, which never ends; only root may make one, and elsewhere there is none to ask for.
        _ = WeftProcess.Run("mknod", "-m", "666", _folder.PathTo("device"), "c", "1", "5");
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        foreach (string target in targets)
        {
            foreach (string fields in (string[])["", "Range: bytes=0-9\r\n", "If-None-Match: *\r\n"])
                Assert.Equal(404, Get(client, target, fields).Status);
            Assert.Equal(404, Get(client, target + "/").Status);
        }
        Assert.Equal(200, Get(client, "/").Status);
        client.Dispose();
        weft.StopCleanly();
    }

    private static Reply Get(RawClient client, string target, string fields = "")
    {
        client.Send(RawClient.Get(target, fields));
        return client.ReadReply();
    }

    /// <summary>The content of the large file as it was, and nothing behind it.</summary>
    private static void AssertArrives(RawClient client)
    {
        Assert.Equal(Length - 1, client.Skip(Length - 1));
        Assert.Equal([1], client.ReceiveRest().ToArray());
    }

    private void Resize(long length)
    {
        using FileStream file = File.OpenWrite(_large);
        file.SetLength(length);
    }
}
