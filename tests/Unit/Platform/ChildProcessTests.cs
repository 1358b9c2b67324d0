using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using Weft.Platform.Processes;
using Xunit;

namespace Weft.Tests.Unit.Platform;

public sealed class ChildProcessTests
{
    // A descriptor that is only there while the shell lists the directory is no longer a link when it is asked for.
    private const string ListDescriptors =
        "for f in /proc/$$/fd/*; do [ -L \"$f\" ] && echo \"${f##*/} $(readlink \"$f\")\"; done; exit 0";

    [Fact]
    public void Arguments_arrive_whole_and_the_first_can_be_any_name()
    {
        var program = new ChildProgram("/bin/sh", ["weft: ä worker", "-c", "tr '\\0' '\\n' < /proc/$$/cmdline; exit 0", "", "b c"]);
        (Socket near, Socket far) = SocketPair.Connect();
        using (near)
        using (ChildProcess child = ChildProcess.Start(program, new PassedDescriptor(far.SafeHandle, 1)))
        {
            far.Dispose();
            string[] lines = Script.ReadToEnd(near).Split('\n');
            Assert.Equal("weft: ä worker", lines[0]);
            Assert.Equal(["", "b c", ""], lines[3..]);
            Assert.True(child.Reap().IsSuccess);
        }
    }

    [Fact]
    public void The_environment_is_this_one_with_changes()
    {
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal) { ["WEFT_ADDED"] = "ü=1", ["HOME"] = null };
        (string output, _) = Script.Run("echo \"$WEFT_ADDED,${HOME-none},$PATH\"", changes);
        Assert.Equal($"ü=1,none,{Environment.GetEnvironmentVariable("PATH")}\n", output);
    }

    [Fact]
    public void A_child_has_the_standard_streams_and_what_it_is_given_and_nothing_else()
    {
        (Socket a, Socket b) = SocketPair.Connect();
        using (a)
        using (b)
        {
            (string output, _) = Script.Run(ListDescriptors, descriptors: [new(a.SafeHandle, 3), new(b.SafeHandle, 7)]);
            Dictionary<int, string> open = Parse(output);
            AssertOnly([0, 1, 2, 3, 7], open);
            Assert.Equal(LinkOf(a), open[3]);
            Assert.Equal(LinkOf(b), open[7]);
        }
    }

    [Fact]
    public void Descriptors_can_keep_their_numbers_and_trade_them()
    {
        (Socket a, Socket b) = SocketPair.Connect();
        (Socket c, Socket d) = SocketPair.Connect();
        using (a)
        using (b)
        using (c)
        using (d)
        {
            int[] numbers = [Number(a), Number(b), Number(c)];
            (string output, _) = Script.Run(
                ListDescriptors,
                descriptors: [new(b.SafeHandle, numbers[0]), new(a.SafeHandle, numbers[1]), new(c.SafeHandle, numbers[2])]);
            Dictionary<int, string> open = Parse(output);
            Assert.Equal(LinkOf(b), open[numbers[0]]);
            Assert.Equal(LinkOf(a), open[numbers[1]]);
            Assert.Equal(LinkOf(c), open[numbers[2]]);
            AssertOnly([0, 1, 2, .. numbers], open);
        }
    }

    [Fact]
    public void A_child_leads_its_own_process_group()
    {
        (ChildProcess child, Socket output) = Script.Start("cut -d' ' -f5 /proc/$$/stat");
        using (child)
        using (output)
            Assert.Equal(child.Pid.ToString(CultureInfo.InvariantCulture), Script.ReadToEnd(output).Trim());
    }

    [Fact]
    public void Signals_are_at_their_defaults_and_none_is_blocked()
    {
        const ulong Expected = (1UL << (2 - 1)) | (1UL << (15 - 1)) | (1UL << (13 - 1)) | (1UL << (17 - 1));
        const ulong Pipe = 1UL << (13 - 1);
        Assert.NotEqual(0UL, Pipe & SignalSet(File.ReadAllText("/proc/self/status"), "SigIgn:"));
        string status;
        using (BlockedSignal.User1())
        {
            Assert.NotEqual(0UL, SignalSet(File.ReadAllText("/proc/thread-self/status"), "SigBlk:"));
            status = Script.Run("exec cat /proc/self/status").Output;
        }
        Assert.Equal(0UL, SignalSet(status, "SigBlk:"));
        Assert.Equal(0UL, Expected & SignalSet(status, "SigIgn:"));
    }

    [Theory]
    [InlineData("exit 0", ExitKind.Exited, 0, "exit code 0")]
    [InlineData("exit 255", ExitKind.Exited, 255, "exit code 255")]
    [InlineData("kill -9 $$", ExitKind.Killed, 9, "killed by signal 9")]
    [InlineData("kill -11 $$", ExitKind.Killed, 11, "killed by signal 11")]
    public void How_it_ended_is_told(string script, ExitKind kind, int number, string text)
    {
        ExitStatus status = Script.Run(script).Status;
        Assert.Equal(new ExitStatus(kind, number), status);
        Assert.Equal(text, status.ToString());
        Assert.Equal(number == 0, status.IsSuccess);
    }

    [Fact]
    public void A_running_child_is_not_reaped_and_a_reaped_one_is_no_zombie()
    {
        (ControlChannel parent, ControlChannel end) = ControlChannel.CreatePair();
        using (parent)
        {
            (ChildProcess child, Socket output) = Script.Start("read line <&3", descriptors: new PassedDescriptor(end.Handle, 3));
            end.Dispose();
            using (output)
            using (child)
            {
                Assert.False(child.TryReap(out _));
                Assert.True(child.Kill(ProcessSignal.None));
                Assert.True(child.Kill(ProcessSignal.Terminate));
                Assert.Equal(new ExitStatus(ExitKind.Killed, 15), child.Reap());
                Assert.True(child.TryReap(out ExitStatus again));
                Assert.Equal(new ExitStatus(ExitKind.Killed, 15), again);
                Assert.False(Directory.Exists($"/proc/{child.Pid}"));
                Assert.False(child.Kill(ProcessSignal.Terminate));
            }
        }
    }

    [Fact]
    public void Dispose_leaves_no_process_behind()
    {
        (ChildProcess child, Socket output) = Script.Start("trap '' TERM INT; echo; while :; do read x <&1; done");
        using (output)
        {
            Assert.Equal(1, output.Receive(new byte[1]));
            child.Dispose();
            Assert.False(Directory.Exists($"/proc/{child.Pid}"));
            Assert.True(child.TryReap(out ExitStatus status));
            Assert.Equal(new ExitStatus(ExitKind.Killed, 9), status);
            child.Dispose();
        }
    }

    [Fact]
    public void Several_threads_may_reap_one_child()
    {
        (ChildProcess child, Socket output) = Script.Start("read line <&1; exit 7");
        using (child)
        using (output)
        {
            var statuses = new ExitStatus[3];
            Thread[] threads = [.. Enumerable.Range(0, 3).Select(i => new Thread(() => statuses[i] = child.Reap()))];
            foreach (Thread thread in threads)
                thread.Start();
            output.Send("\n"u8);
            foreach (Thread thread in threads)
                thread.Join();
            Assert.All(statuses, status => Assert.Equal(new ExitStatus(ExitKind.Exited, 7), status));
        }
    }

    [Fact]
    public void A_child_that_somebody_else_reaped_has_ended_in_an_unknown_way()
    {
        (ChildProcess child, Socket output) = Script.Start("exit 0");
        using (child)
        using (output)
        {
            Assert.Equal(child.Pid, ProcessCalls.waitpid(child.Pid, out _, 0));
            Assert.Equal(ExitKind.Unknown, child.Reap().Kind);
            Assert.Equal("ended in an unknown way", child.Reap().ToString());
        }
    }

    [Fact]
    public void Children_started_at_once_get_their_own_descriptors_only()
    {
        string[] outputs = new string[12];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            for (int i = 0; i < 3; i++)
                outputs[(t * 3) + i] = Script.Run(ListDescriptors).Output;
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.All(outputs, output => AssertOnly([0, 1, 2], Parse(output)));
    }

    [Theory]
    [InlineData("/no/such/program", 2)]
    [InlineData("/etc/passwd", 13)]
    [InlineData("/", 13)]
    public void What_cannot_be_started_says_why(string path, int error)
    {
        Win32Exception failure = Assert.Throws<Win32Exception>(() => ChildProcess.Start(new ChildProgram(path, ["x"])));
        Assert.Equal(error, failure.NativeErrorCode);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_descriptions_are_refused()
    {
        (Socket a, Socket b) = SocketPair.Connect();
        using (a)
        using (b)
        {
            var program = new ChildProgram("/bin/true", ["true"]);
            Assert.Throws<ArgumentException>(() => ChildProcess.Start(program, new(a.SafeHandle, 3), new(b.SafeHandle, 3)));
            Assert.Throws<ArgumentException>(() => ChildProcess.Start(program, new PassedDescriptor(a.SafeHandle, -1)));
        }
        Assert.Throws<ArgumentException>(() => new ChildProgram("/bin/true", []));
        Assert.Throws<ArgumentException>(() => new ChildProgram("/bin/true", ["a\0b"]));
    }

    private static Dictionary<int, string> Parse(string listing) => listing
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 2))
        .ToDictionary(parts => int.Parse(parts[0], CultureInfo.InvariantCulture), parts => parts[1]);

    // Whoever started the tests may have left descriptors open for everybody below; those are not of our making.
    private static void AssertOnly(int[] expected, Dictionary<int, string> open)
    {
        Assert.Empty(expected.Except(open.Keys));
        string parent = ParentPid();
        Assert.All(open.Keys.Except(expected), number => Assert.Equal(LinkOf(parent, number), open[number]));
    }

    private static string ParentPid() => File.ReadLines("/proc/self/status")
        .Single(line => line.StartsWith("PPid:", StringComparison.Ordinal))["PPid:".Length..].Trim();

    private static string? LinkOf(string pid, int number) => new FileInfo($"/proc/{pid}/fd/{number}").LinkTarget;

    private static ulong SignalSet(string status, string name)
    {
        string line = status.Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static int Number(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();

    private static string LinkOf(Socket socket) => LinkOf("self", Number(socket))!;
}
