using System.Globalization;
using System.Net.Sockets;
using Weft.Platform.Processes;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>Tests that look at or change what the whole process shares; nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInProcess
{
    public const string Name = "alone in the process";
}

[Collection(AloneInProcess.Name)]
public sealed class ProcessResourceTests
{
    [Fact]
    public void Neither_descriptors_nor_processes_are_left()
    {
        ControlChannelTests channel;
        Use();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        string[] descriptors = Descriptors.Open();
        for (int i = 0; i < 5; i++)
            Use();
        Assert.Equal(descriptors, Descriptors.Open());
        Assert.Empty(Children());

        void Use()
        {
            using (channel = new ControlChannelTests())
                channel.A_connection_goes_to_a_child_and_back();
            using (var epoll = new EpollTests())
                epoll.A_waker_wakes_an_epoll_and_a_thread_that_polls();
            using (var adopted = new AdoptedSocketTests())
                adopted.What_is_no_socket_is_refused();
            using (channel = new ControlChannelTests())
                channel.A_peer_that_left_something_unread_is_at_its_end_too();
            var children = new ChildProcessTests();
            children.Descriptors_can_keep_their_numbers_and_trade_them();
            children.Dispose_leaves_no_process_behind();
            children.What_cannot_be_started_says_why("/no/such/program", Weft.Platform.Errno.ENOENT);
            children.Impossible_descriptions_are_refused();
        }
    }

    [Fact]
    public void A_descriptor_for_which_there_is_no_room_is_lost_but_its_message_is_not()
    {
        (ControlChannel parent, ControlChannel child) = ControlChannel.CreatePair();
        (Socket near, Socket far) = SocketPair.Connect();
        using (parent)
        using (child)
        using (far)
        {
            parent.Send(1, near.SafeHandle);
            near.Dispose();
            ReceiveOutcome outcome;
            ControlMessage message;
            // Once before, so that nothing needs to be loaded while there is no room.
            Assert.Equal(ReceiveOutcome.WouldBlock, parent.TryReceive(out _));
            using (new LoweredLimit(0))
                outcome = child.TryReceive(out message);
            Assert.Equal(ReceiveOutcome.DescriptorLost, outcome);
            Assert.Equal(new ControlMessage(1, -1), message);
            Assert.Equal(0, far.Receive(new byte[1]));
        }
    }

    [Fact]
    public void The_limit_of_descriptors_is_raised_as_far_as_it_goes()
    {
        using (new LoweredLimit(1000))
        {
            Assert.Equal("1000", LimitsOfThisProcess()[0]);
            long limit = DescriptorLimit.Maximize();
            string[] limits = LimitsOfThisProcess();
            Assert.Equal([limit.ToString(CultureInfo.InvariantCulture), limits[0]], limits);
            Assert.Equal(limit, DescriptorLimit.Maximize());
        }
    }

    private static string[] LimitsOfThisProcess() => File.ReadLines("/proc/self/limits")
        .Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5];

    private static string[] Children() => [.. Directory.GetDirectories("/proc/self/task")
        .Select(thread => File.ReadAllText(Path.Combine(thread, "children")))
        .Where(children => children.Length > 0)];
}
