using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Weft.Platform.Processes;
using Weft.Platform.Sockets;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>
/// Every native constant and struct of Weft.Platform against the C headers of this machine. A constant is native if its
/// name looks so, and a struct if it stands inside a class of calls: a new one is compared, or missed, without being asked.
/// </summary>
public sealed partial class NativeLayoutTests
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <stdio.h>
        #include <dirent.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <poll.h>
        #include <signal.h>
        #include <spawn.h>
        #include <linux/openat2.h>
        #include <linux/tcp.h>
        #include <netinet/in.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/uio.h>
        #include <sys/wait.h>

        """;

    private static readonly Assembly Platform = typeof(Epoll).Assembly;

    /// <summary>The structs: our type, theirs, and our fields with theirs.</summary>
    private static readonly (string Ours, string Theirs, string[] Fields)[] Structs =
    [
        ("SocketCalls.PollFd", "struct pollfd", ["Fd=fd", "Events=events", "Revents=revents"]),
        ("ProcessCalls.RLimit", "struct rlimit", ["Soft=rlim_cur", "Hard=rlim_max"]),
        ("ChannelCalls.IoVec", "struct iovec", ["Start=iov_base", "Length=iov_len"]),
        ("ChannelCalls.MsgHdr", "struct msghdr",
        [
            "Name=msg_name", "NameLength=msg_namelen", "Parts=msg_iov", "PartCount=msg_iovlen", "Control=msg_control",
            "ControlLength=msg_controllen", "Flags=msg_flags",
        ]),
        ("ChannelCalls.DescriptorMessage", "struct { struct cmsghdr head; int descriptor; int padding; }",
        [
            "Length=head.cmsg_len", "Level=head.cmsg_level", "Type=head.cmsg_type", "Descriptor=descriptor",
        ]),
    ];

    /// <summary>What is neither a constant of the same name nor a struct: an expression of C and what we take it to be.</summary>
    private static readonly (string Theirs, long Ours)[] Others =
    [
        ("offsetof(struct tcp_info, tcpi_bytes_acked)", SocketCalls.TcpInfoBytesAckedOffset),
        ("sizeof(struct epoll_event)", EpollCalls.EventSize),
        ("offsetof(struct epoll_event, data)", EpollCalls.EventDataOffset),
        ("EPOLLIN", (long)EpollInterest.In),
        ("EPOLLOUT", (long)EpollInterest.Out),
        ("EPOLLERR", (long)EpollInterest.Error),
        ("EPOLLHUP", (long)EpollInterest.Hangup),
        ("EPOLLRDHUP", (long)EpollInterest.ReadHangup),
        ("EPOLLONESHOT", (long)EpollInterest.OneShot),
        ("(unsigned)EPOLLEXCLUSIVE", (long)EpollInterest.Exclusive),
        ("(unsigned)EPOLLET", (long)EpollInterest.EdgeTriggered),
        ("CMSG_LEN(sizeof(int))", (long)ChannelCalls.DescriptorMessage.UnpaddedLength),
        ("CMSG_SPACE(sizeof(int))", Marshal.SizeOf<ChannelCalls.DescriptorMessage>()),
        ("(long)CMSG_DATA((struct cmsghdr *)0)", OffsetIn(typeof(ChannelCalls.DescriptorMessage), "Descriptor")),
        ($"sizeof(posix_spawnattr_t) <= {ProcessCalls.OpaqueBytes}", 1),
        ($"sizeof(posix_spawn_file_actions_t) <= {ProcessCalls.OpaqueBytes}", 1),
        ($"sizeof(sigset_t) <= {ProcessCalls.OpaqueBytes}", 1),
        ($"sizeof(siginfo_t) <= {ProcessCalls.OpaqueBytes}", 1),
        ("sizeof(pid_t)", sizeof(int)),
    ];

    [Fact]
    public void Constants_and_structs_are_those_of_the_headers()
    {
        List<(string Theirs, long Ours)> rows = [.. Constants(), .. Structs.SelectMany(Rows), .. Others];
        Assert.Contains(rows, row => row.Theirs == "EPOLL_CLOEXEC");
        long[] truth = Ask([.. rows.Select(row => row.Theirs)]);
        string[] wrong = [.. rows.Zip(truth).Where(pair => pair.First.Ours != pair.Second)
            .Select(pair => $"{pair.First.Theirs} is {pair.Second}, not {pair.First.Ours}")];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_native_struct_has_its_row()
    {
        IEnumerable<string> all = Platform.GetTypes()
            .Where(t => t is { IsNested: true, IsValueType: true, IsEnum: false } && IsOfCalls(t.DeclaringType!))
            .Select(t => $"{t.DeclaringType!.Name}.{t.Name}");
        Assert.Empty(all.Except(Structs.Select(s => s.Ours), StringComparer.Ordinal));
    }

    private static IEnumerable<(string Theirs, long Ours)> Constants() =>
        from type in Platform.GetTypes()
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where NativeName().IsMatch(field.Name) && !field.FieldType.IsEnum
        select (field.Name, Convert.ToInt64(ValueOf(field), CultureInfo.InvariantCulture));

    private static object ValueOf(FieldInfo field) =>
        field.GetValue(null) is nint number ? (long)number : field.GetValue(null)!;

    private static IEnumerable<(string Theirs, long Ours)> Rows((string Ours, string Theirs, string[] Fields) item)
    {
        Type type = Platform.GetTypes().Single(t => IsOfCalls(t.DeclaringType) && $"{t.DeclaringType!.Name}.{t.Name}" == item.Ours);
        yield return ($"sizeof({item.Theirs})", Marshal.SizeOf(type));
        foreach (string[] field in item.Fields.Select(f => f.Split('=')))
        {
            yield return ($"offsetof({item.Theirs}, {field[1]})", OffsetIn(type, field[0]));
            FieldInfo ours = type.GetField(field[0])!;
            int size = ours.FieldType.IsPointer ? nint.Size : Marshal.SizeOf(ours.FieldType);
            yield return ($"sizeof(((typeof({item.Theirs}) *)0)->{field[1]})", size);
        }
    }

    private static bool IsOfCalls(Type? type) => type?.Name.EndsWith("Calls", StringComparison.Ordinal) == true;

    private static long OffsetIn(Type type, string field) => Marshal.OffsetOf(type, field);

    private static long[] Ask(IReadOnlyList<string> expressions)
    {
        var source = new StringBuilder(Headers).AppendLine("int main(void) {");
        foreach (string expression in expressions)
            source.Append(CultureInfo.InvariantCulture, $"printf(\"%lld\\n\", (long long)({expression}));").AppendLine();
        using var program = new CompiledProgram(source.AppendLine("return 0; }").ToString());
        (string output, ExitStatus status) = Script.Run("exec \"$1\"", arguments: ["sh", program.Path]);
        Assert.True(status.IsSuccess, output);
        long[] values = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture))];
        Assert.Equal(expressions.Count, values.Length);
        return values;
    }

    [GeneratedRegex("^(SYS_[a-z0-9_]+|[A-Z]+_?[A-Z0-9_]+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NativeName();
}
