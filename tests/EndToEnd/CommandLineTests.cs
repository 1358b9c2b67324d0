using System.Globalization;
using System.Text;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>SH-08: whatever is wrong is said in one line, with the right exit code. And what is right is understood.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("'--prot'; did you mean --port?", "--prot 80 www")]
    [InlineData("'--prot=80'; did you mean --port?", "--prot=80")]
    [InlineData("'--Verbose'; did you mean --verbose?", "--Verbose")]
    [InlineData("'-e' in '-verbose'; did you mean --verbose?", "-verbose")]
    [InlineData("'--max-per-adress'; did you mean --max-per-address?", "--max-per-adress 2")]
    [InlineData("event-loop; did you mean async?", "-c asinc")]
    [InlineData("event-loop; did you mean async?", "-c Async")]
    [InlineData("event-loop; did you mean event-loop?", "-c eventloop")]
    [InlineData("event-loop (see weft --help)", "-c fibres")]
    [InlineData("'--nothing-like-it' (see weft --help)", "--nothing-like-it")]
    [InlineData("the folder 'a' is given as well", "--demo a")]
    [InlineData("the folder 'a' is given as well", "-f a --demo")]
    [InlineData("--demo takes no value", "--demo=a")]
    [InlineData("-x", "-x www")]
    [InlineData("-x", "-vx")]
    [InlineData("-p", "-p")]
    [InlineData("'nan'", "-p nan")]
    [InlineData("'65536'", "--port=65536")]
    [InlineData("'-1'", "-p -1")]
    [InlineData("-p", "-p 1 -p 2")]
    [InlineData("'nowhere'", "-b nowhere")]
    [InlineData("'1'", "--host 1")]
    [InlineData("'threads'", "-c threads")]
    [InlineData("'0'", "-w 0")]
    [InlineData("'0'", "--max-processes 0")]
    [InlineData("--spares", "--spares=")]
    [InlineData("'x'", "--max-connections x")]
    [InlineData("--max-per-address: '0'", "--max-per-address 0")]
    [InlineData("--max-per-address: '-1'", "--max-per-address -1")]
    [InlineData("--max-per-address: 'many'", "--max-per-address many")]
    [InlineData("--max-per-address", "--max-per-address")]
    [InlineData("--max-per-address", "--max-per-address 1 --max-per-address 2")]
    [InlineData("'5s'", "--delay=5s")]
    [InlineData("--delay", "--delay= www")]
    [InlineData("-d", "-d= www")]
    [InlineData("'-1'", "-d=-1")]
    [InlineData("'0'", "--recv 0")]
    [InlineData("'1048577'", "--recv 1048577")]
    [InlineData("'0'", "--timeout 0")]
    [InlineData("'1e3'", "--timeout 1e3")]
    [InlineData("'-1'", "--grace -1")]
    [InlineData("-v", "-v=true")]
    [InlineData("'b'", "a b")]
    [InlineData("'b'", "-f a b")]
    [InlineData("'b'", "--root a --base b")]
    public void A_wrong_command_line_is_said_in_one_line(string culprit, string line) =>
        AssertRefused(2, culprit, line.Split(' '));

    [Fact]
    public void An_empty_word_is_no_folder() => AssertRefused(2, "the folder name is empty", "");

    [Theory]
    [InlineData("-v", "the folder name is empty")]
    [InlineData("-d", "the folder name is empty")]
    [InlineData("--", "the folder name is empty")]
    [InlineData("--root", "the folder name is empty")]
    [InlineData("-p", "-p needs a value, and the one given is empty")]
    [InlineData("--bind", "--bind needs a value, and the one given is empty")]
    public void An_empty_value_is_called_what_it_is(string before, string culprit) => AssertRefused(2, culprit, before, "");

    [Theory]
    [InlineData("", "/nowhere/at/all", "'/nowhere/at/all'")]
    [InlineData("--", "-p", "'-p'")]
    [InlineData("-f", "[suggest]", "'[suggest]'")]
    [InlineData("", "[suggest]", "[suggest]'")]
    [InlineData("", "@file", "'@file'")]
    [InlineData("", "weft", "'weft'")]
    [InlineData("", "two\nlines", "'two\\x0Alines'")]
    [InlineData("-d", "www", "'www'")]
    [InlineData("-vd", "www", "'www'")]
    public void A_folder_that_is_not_there_is_said_in_one_line(string before, string folder, string culprit) =>
        AssertRefused(1, culprit, before.Length == 0 ? [folder] : [before, folder]);

    [Fact]
    public void A_file_is_no_folder() => AssertRefused(1, "is a file", _folder.Write("file", ""));

    [Fact]
    public void A_folder_that_may_not_be_read_is_said_in_one_line()
    {
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AssertRefused(1, "may not be read", AsNobody(Repository.Program, _folder.Path));
    }

    [Theory]
    [EveryEngine]
    public void A_port_in_use_is_said_in_one_line(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("-c", engine, _folder.Path);
        string port = weft.Url.Port.ToString(CultureInfo.InvariantCulture);
        AssertRefused(1, $"port {port} of 127.0.0.1 is already in use", "-c", engine, "-p", port, _folder.Path);
        weft.StopCleanly();
    }

    [Fact]
    public void A_port_that_needs_a_privilege_is_said_in_one_line()
    {
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        string[] command = ["sh", "-c", "exec \"$@\"", "sh", .. AsNobody(Repository.Program, "-p", "1", _folder.Path)];
        // Some machines let everybody have every port.
        if (File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim() != "0")
            AssertRefused(1, "port 1 of 127.0.0.1 needs a privilege", command);
    }

    [Fact]
    public void An_address_of_somebody_else_is_said_in_one_line() =>
        AssertRefused(1, "does not have the address 198.51.100.1", "-p", "0", "-b", "198.51.100.1", _folder.Path);

    [Fact]
    public void The_version_is_printed_and_nothing_else()
    {
        Ended ended = WeftProcess.Run(Repository.Program, "-V");
        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"^weft \d+\.\d+\.\d+ \((?:native|ready-to-run)\)\n$", ended.Output);
        Assert.Equal("", ended.Errors);
    }

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("--help --unknown -p nan")]
    public void Help_is_printed_whatever_else_is_there(string line)
    {
        Ended ended = WeftProcess.Run([Repository.Program, .. line.Split(' ')]);
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("Usage: weft [options] [FOLDER]\n", ended.Output, StringComparison.Ordinal);
        string[] lines = ended.Output.Split('\n');
        Assert.InRange(lines.Length, 1, 45);
        Assert.All(lines, shown => Assert.InRange(shown.Length, 0, 80));
        Assert.Equal("", ended.Errors);
    }

    [Theory]
    [InlineData("-f {0}")]
    [InlineData("--folder={0}")]
    [InlineData("--base {0} -q")]
    [InlineData("--root:{0}")]
    [InlineData("--directory {0} --folder {0}/")]
    [InlineData("-q {0}")]
    [InlineData("{0} -b localhost")]
    [InlineData("-d=0 -- {0}")]
    [InlineData("--timeout 0.5 --grace 60.5 -w 1 --recv 1048576 -d0.001 {0}")]
    public void Every_name_of_an_option_is_understood(string line)
    {
        _folder.Write("a.txt", "found");
        using WeftProcess weft = WeftProcess.Start(line.Replace("{0}", _folder.Path, StringComparison.Ordinal).Split(' '));
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal("found", Encoding.ASCII.GetString(client.ReadReply().Body));
        client.Dispose();
        weft.StopCleanly();
    }

    [Fact]
    public void A_folder_may_be_called_weft_or_anything_else()
    {
        foreach (string name in (string[])["weft", "[x]", "@y", "a=b", "ünï", " "])
        {
            _folder.Write(Path.Combine(name, "a.txt"), name);
            string[] inFolder = ["sh", "-c", "cd \"$0\" && exec \"$@\"", _folder.Path];
            using WeftProcess weft = WeftProcess.StartUnder(inFolder, name);
            Ended curl = WeftProcess.Run("curl", "-sS", $"{weft.Url}a.txt");
            Assert.Equal(name, curl.Output);
            weft.StopCleanly();
        }
    }

    /// <summary>The children of an engine serve what their parent does, wherever that was started.</summary>
    [Theory]
    [EveryEngine]
    public void Without_a_folder_the_current_one_is_served(string engine)
    {
        _folder.Write("a.txt", "here");
        string[] inFolder = ["sh", "-c", "cd \"$0\" && exec \"$@\"", _folder.Path];
        using WeftProcess weft = WeftProcess.StartUnder(inFolder, "-c", engine);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/a.txt"));
        Assert.Equal("here", Encoding.ASCII.GetString(client.ReadReply().Body));
        client.Dispose();
        weft.StopCleanly();
    }

    [Fact]
    public void A_current_folder_that_is_gone_is_said_in_one_line()
    {
        Directory.CreateDirectory(_folder.PathTo("gone"));
        AssertRefused(
            1, "the current folder does not exist any more",
            "sh", "-c", "cd \"$0\" && rmdir \"$0\" && exec \"$@\"", _folder.PathTo("gone"), Repository.Program, "-p", "0");
    }

    [Fact]
    public void Where_it_listens_is_one_line_and_all_of_the_output()
    {
        string port;
        using (WeftProcess first = WeftProcess.Start(_folder.Path))
        {
            port = first.Url.Port.ToString(CultureInfo.InvariantCulture);
            first.StopCleanly();
        }
        using WeftProcess weft = WeftProcess.StartCommand(Repository.Program, "-p", port, _folder.Path);
        Assert.Equal($"http://127.0.0.1:{port}/", weft.Url.ToString());
        weft.Signal(WeftProcess.Terminate);
        Assert.Equal(new Ended(0, "", ""), weft.End());
        using WeftProcess quiet = WeftProcess.StartOn(int.Parse(port, CultureInfo.InvariantCulture), "-q", _folder.Path);
        quiet.Signal(WeftProcess.Terminate);
        Assert.Equal(new Ended(0, "", ""), quiet.End());
        using WeftProcess chosen = WeftProcess.Start("-q", _folder.Path);
        chosen.Signal(WeftProcess.Terminate);
        Assert.Equal(new Ended(0, "", ""), chosen.End());
    }

    [Theory]
    [EveryEngine]
    public void The_demo_site_of_the_repository_is_served_if_it_is_asked_for(string engine)
    {
        using WeftProcess weft = WeftProcess.Start("--demo", "-c", engine);
        using RawClient client = weft.Connect();
        client.Send(RawClient.Get("/"));
        Assert.Equal(File.ReadAllBytes(Repository.PathTo("www/index.html")), client.ReadReply().Body);
        client.Dispose();
        weft.StopCleanly();
    }

    private static string[] AsNobody(params string[] command) => Environment.UserName == "root"
        ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. command]
        : command;

    private static void AssertRefused(int exitCode, string culprit, params string[] arguments)
    {
        string[] command = arguments is ["setpriv" or "sh", ..] ? arguments : [Repository.Program, .. arguments];
        Ended ended = WeftProcess.Run(command);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Equal("", ended.Output);
        Assert.StartsWith("weft: ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains(culprit, ended.Errors, StringComparison.Ordinal);
        Assert.Equal(ended.Errors.Length - 1, ended.Errors.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }
}
