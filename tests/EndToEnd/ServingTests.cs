using System.Globalization;
using System.Text;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>What any client may expect of the running program.</summary>
[Trait("Program", "both")]
public sealed class ServingTests : IDisposable
{
    private static readonly string[] EveryField =
        ["Date", "Server", "Content-Length", "Content-Type", "Last-Modified", "Expires", "Cache-Control", "ETag"];

    private readonly TemporaryFolder _folder = new();

    public ServingTests() => _folder.Write("a.txt", "hello\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [EveryEngine]
    public void A_file_carries_every_field(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        Ended curl = WeftProcess.Run("curl", "--silent", "--show-error", "--verbose", $"{weft.Url}a.txt");
        Assert.Equal(0, curl.ExitCode);
        Assert.Equal("hello\n", curl.Output);
        Assert.Contains("< HTTP/1.1 200 OK", curl.Errors, StringComparison.Ordinal);
        foreach (string name in EveryField)
            Assert.Contains($"\n< {name}: ", curl.Errors, StringComparison.Ordinal);
        Assert.Contains("< Content-Type: text/plain; charset=utf-8", curl.Errors, StringComparison.Ordinal);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void Twenty_requests_share_a_connection(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        for (int i = 0; i < 20; i++)
        {
            client.Send(RawClient.Get("/a.txt"));
            Assert.Equal("hello\n"u8, client.ReadReply().Body);
        }
        client.Dispose();
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void Twenty_pipelined_requests_are_answered_in_order(string engine)
    {
        for (int i = 0; i < 20; i++)
            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"{i}.txt"), string.Create(CultureInfo.InvariantCulture, $"{i}"));
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(string.Concat(Enumerable.Range(0, 20).Select(i => RawClient.Get($"/{i}.txt"))));
        for (int i = 0; i < 20; i++)
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(client.ReadReply().Body));
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void A_small_receive_size_changes_nothing(string engine)
    {
        foreach (string bytes in (string[])["1", "100", "1048576"])
        {
            using WeftProcess weft = WeftProcess.Start("-c", engine, "--recv", bytes, _folder.Path);
            using RawClient client = weft.Connect();
            client.Send(RawClient.Get("/a.txt") + RawClient.Get("/none", $"X: {new string('x', 5000)}\r\n") + RawClient.Get("/a.txt"));
            Assert.Equal(200, client.ReadReply().Status);
            Assert.Equal(404, client.ReadReply().Status);
            Assert.Equal("hello\n"u8, client.ReadReply().Body);
            client.Dispose();
            weft.StopCleanly();
        }
    }

    [Theory]
    [EveryEngine]
    public void Garbage_is_refused_and_does_no_harm(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        byte[][] garbage = [[0, 1, 2, 3, 10], [.. "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n"u8], [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8]];
        foreach (byte[] bytes in garbage)
        {
            using RawClient rude = weft.Connect();
            rude.Send(bytes);
            rude.Finish();
            Assert.StartsWith("HTTP/1.1 ", Encoding.Latin1.GetString(rude.ReadToEnd()), StringComparison.Ordinal);
        }
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal(200, client.ReadReply().Status);
        weft.StopCleanly();
    }

    /// <summary>CN-06: closing with unread input would send a reset, which destroys the answer on its way.</summary>
    [Theory]
    [EveryEngine]
    public void An_error_can_be_read_while_a_megabyte_is_still_being_sent(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send("GET / HTTP/1.1\r\nHost: test\r\nContent-Length: x\r\n\r\n");
        client.Send(new byte[1000 * 1000]);
        client.Finish();
        Reply reply = Assert.Single(ResponseReader.ReadAll(client.ReadToEnd(), _ => false));
        Assert.Equal(400, reply.Status);
        Assert.True(reply.SaysClose);
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void A_client_that_has_finished_sending_is_answered_in_full(string engine)
    {
        _folder.WriteSparse("big", 10_000_000);
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/big"));
        client.Finish();
        client.ReadHead();
        Assert.Equal(10_000_000, client.Skip(long.MaxValue));
        weft.StopCleanly();
    }

    [Theory]
    [EveryEngine]
    public void What_is_no_file_inside_the_folder_does_not_exist(string engine)
    {
        using TemporaryFolder outside = new();
        File.CreateSymbolicLink(_folder.PathTo("out.txt"), outside.Write("secret.txt", "secret"));
        File.CreateSymbolicLink(_folder.PathTo("out"), outside.Path);
        File.CreateSymbolicLink(_folder.PathTo("in.txt"), "a.txt");
        Assert.Equal(0, WeftProcess.Run("mkfifo", _folder.PathTo("pipe")).ExitCode);
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        foreach (string target in (string[])["/out.txt", "/out/secret.txt", "/pipe", "/a.txt/", "/a.txt/x"])
        {
            client.Send(RawClient.Get(target));
            Assert.Equal(404, client.ReadReply().Status);
        }
        client.Send(RawClient.Get("/in.txt"));
        Assert.Equal("hello\n"u8, client.ReadReply().Body);
        client.Dispose();
        weft.StopCleanly();
    }

    /// <summary>FS-06. Root may read everything, so the server must not be root.</summary>
    [Theory]
    [EveryEngine]
    public void A_file_that_may_not_be_read_is_forbidden(string engine)
    {
        File.SetUnixFileMode(_folder.Write("locked.txt", "locked"), UnixFileMode.None);
        File.SetUnixFileMode(
            _folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        using WeftProcess weft = WeftProcess.StartUnder(asNobody, "-c", engine, _folder.Path);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/locked.txt") + RawClient.Get("/a.txt"));
        Assert.Equal(403, client.ReadReply().Status);
        Assert.Equal(200, client.ReadReply().Status);
        weft.StopCleanly();
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [EveryEngine]
    public void Both_kinds_of_addresses_reach_a_dual_stack_server(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, "-b", "::", _folder.Path);
        foreach (string host in (string[])["127.0.0.1", "::1"])
        {
            using RawClient client = new(host, weft.Url.Port);
            client.Send(RawClient.Get("/a.txt"));
            Assert.Equal(200, client.ReadReply().Status);
        }
        weft.StopCleanly();
    }
}
