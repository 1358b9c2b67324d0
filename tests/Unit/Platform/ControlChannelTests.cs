using System.ComponentModel;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Weft.Platform.Processes;
using Weft.Platform.Sockets;
using Xunit;

namespace Weft.Tests.Unit.Platform;

public sealed class ControlChannelTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly (ControlChannel Parent, ControlChannel Child) _pair = ControlChannel.CreatePair();
    private readonly (Socket Near, Socket Far) _connection = SocketPair.Connect();

    public void Dispose()
    {
        _pair.Parent.Dispose();
        _pair.Child.Dispose();
        _connection.Near.Dispose();
        _connection.Far.Dispose();
    }

    [Fact]
    public void Messages_arrive_one_by_one_each_with_its_own_descriptor()
    {
        Assert.Equal(ReceiveOutcome.WouldBlock, _pair.Child.TryReceive(out _));
        Assert.Equal(SendOutcome.Sent, _pair.Parent.Send(1));
        Assert.Equal(SendOutcome.Sent, _pair.Parent.Send(2, _connection.Near.SafeHandle));
        Assert.Equal(SendOutcome.Sent, _pair.Parent.Send(0));
        Assert.Equal(new ControlMessage(1, -1), Next(_pair.Child));
        ControlMessage message = Next(_pair.Child);
        Assert.Equal(2, message.Code);
        Assert.True(message.HasDescriptor);
        using (var received = new SafeFileHandle(message.Descriptor, ownsHandle: false))
            Assert.True(Descriptors.IsCloseOnExec(received));
        using Socket adopted = AdoptedSocket.Own(message.Descriptor);
        Assert.Equal(_connection.Near.LocalEndPoint, adopted.LocalEndPoint);
        Assert.Equal(new ControlMessage(0, -1), Next(_pair.Child));
        Assert.Equal(ReceiveOutcome.WouldBlock, _pair.Child.TryReceive(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public void A_number_arrives_with_its_message(int number)
    {
        Assert.Equal(SendOutcome.Sent, _pair.Child.Send(4, number: number));
        Assert.Equal(new ControlMessage(4, -1, number), Next(_pair.Parent));
        Assert.Equal(ReceiveOutcome.WouldBlock, _pair.Parent.TryReceive(out _));
    }

    [Fact]
    public void The_sender_may_close_its_descriptor_while_it_is_under_way()
    {
        Assert.Equal(SendOutcome.Sent, _pair.Child.Send(9, _connection.Near.SafeHandle));
        _connection.Near.Dispose();
        using Socket adopted = AdoptedSocket.Own(Next(_pair.Parent).Descriptor);
        adopted.Send("x"u8);
        Assert.Equal(1, _connection.Far.Receive(new byte[2]));
    }

    [Fact]
    public void The_end_of_file_comes_after_everything_that_was_sent()
    {
        Assert.Equal(SendOutcome.Sent, _pair.Child.Send(1));
        _pair.Child.Dispose();
        Assert.Equal(new ControlMessage(1, -1), Next(_pair.Parent));
        Assert.Equal(ReceiveOutcome.EndOfFile, _pair.Parent.Receive(out _));
        Assert.Equal(ReceiveOutcome.EndOfFile, _pair.Parent.TryReceive(out _));
    }

    [Fact]
    public void A_peer_that_left_something_unread_is_at_its_end_too()
    {
        Assert.Equal(SendOutcome.Sent, _pair.Parent.Send(7, _connection.Near.SafeHandle));
        Assert.Equal(SendOutcome.Sent, _pair.Child.Send(1));
        _pair.Child.Dispose();
        Assert.Equal(new ControlMessage(1, -1), Next(_pair.Parent));
        Assert.Equal(ReceiveOutcome.EndOfFile, _pair.Parent.TryReceive(out _));
    }

    [Fact]
    public void Sending_to_nobody_fails_without_a_signal()
    {
        _pair.Child.Dispose();
        Assert.Equal(SendOutcome.Failed, _pair.Parent.Send(1));
        Assert.Equal(SendOutcome.Failed, _pair.Parent.Send(1, _connection.Near.SafeHandle));
    }

    [Fact]
    public void A_full_channel_would_block_and_goes_on_when_it_is_read()
    {
        int sent = 0;
        while (_pair.Parent.Send(1) == SendOutcome.Sent)
            sent++;
        Assert.InRange(sent, 16, int.MaxValue);
        for (int i = 0; i < sent; i++)
            Assert.Equal(1, Next(_pair.Child).Code);
        Assert.Equal(SendOutcome.Sent, _pair.Parent.Send(2));
        Assert.Equal(2, Next(_pair.Child).Code);
    }

    [Fact]
    public void A_thread_that_waits_gets_the_message_or_is_woken()
    {
        using var waker = new Waker();
        var readable = new List<bool>();
        var thread = new Thread(() =>
        {
            readable.Add(waker.WaitReadable(_pair.Child.Handle));
            _pair.Child.Receive(out ControlMessage message);
            _pair.Child.Send((byte)(message.Code + 1));
            readable.Add(waker.WaitReadable(_pair.Child.Handle));
        });
        thread.Start();
        _pair.Parent.Send(5);
        Assert.Equal(6, Next(_pair.Parent).Code);
        waker.Set();
        thread.Join();
        Assert.Equal([true, false], readable);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        for (int i = 0; i < 2; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int n = 0; n < 10; n++)
            {
                _pair.Parent.Send(1, _pair.Child.Handle);
                _pair.Parent.Send(2);
                _pair.Child.TryReceive(out ControlMessage message);
                new SafeFileHandle(message.Descriptor, ownsHandle: true).Dispose();
                _pair.Child.Receive(out _);
            }
            long perRound = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
            // The handle that closes the received descriptor here is an object; nothing else is.
            if (i > 0)
                Assert.InRange(perRound, 0, 64);
        }
    }

    [Fact]
    public void A_child_adopts_its_end_by_number()
    {
        int number = Descriptors.Duplicate(_pair.Child.Handle);
        Descriptors.ClearCloseOnExec(number);
        using ControlChannel adopted = ControlChannel.Adopt(number);
        Assert.True(Descriptors.IsCloseOnExec(adopted.Handle));
        Assert.Equal(SendOutcome.Sent, adopted.Send(3));
        Assert.Equal(3, Next(_pair.Parent).Code);
    }

    [Fact]
    public void Whoever_was_started_without_a_channel_is_told_so_and_loses_nothing()
    {
        Assert.Throws<Win32Exception>(() => ControlChannel.Adopt(19_999));
        Assert.Throws<Win32Exception>(() => ControlChannel.Adopt((int)_connection.Near.SafeHandle.DangerousGetHandle()));
        Assert.Equal(1, _connection.Near.Send("x"u8));
    }

    [Theory]
    [InlineData("exit 0")]
    [InlineData("kill -9 $$")]
    public void The_death_of_a_child_is_the_end_of_file(string script)
    {
        (ChildProcess child, Socket output) = Script.Start(
            $"read line <&3; {script}", descriptors: new PassedDescriptor(_pair.Child.Handle, 3));
        _pair.Child.Dispose();
        using (child)
        using (output)
        using (var epoll = new Epoll())
        {
            Assert.True(epoll.Add(_pair.Parent.Handle, EpollInterest.In, 1));
            var ready = new EpollEvent[2];
            Assert.Equal(0, epoll.Wait(ready, TimeSpan.Zero));
            _pair.Parent.Send((byte)'\n');
            Assert.Equal(1, epoll.Wait(ready, Patience));
            Assert.True(ready[0].Events.HasFlag(EpollInterest.In | EpollInterest.Hangup));
            Assert.Equal(ReceiveOutcome.EndOfFile, _pair.Parent.TryReceive(out _));
            Assert.NotEqual(ExitKind.Unknown, child.Reap().Kind);
        }
    }

    [Fact]
    public void A_connection_goes_to_a_child_and_back()
    {
        using var program = new CompiledProgram(RelaySource);
        var relay = new ChildProgram(program.Path, ["weft: relay"]);
        using ChildProcess child = ChildProcess.Start(relay, new PassedDescriptor(_pair.Child.Handle, 3));
        _pair.Child.Dispose();
        Assert.Equal((byte)'r', Next(_pair.Parent).Code);
        Assert.Equal(SendOutcome.Sent, _pair.Parent.Send((byte)'c', _connection.Near.SafeHandle));
        _connection.Near.Dispose();
        ControlMessage back = Next(_pair.Parent);
        Assert.Equal((byte)'b', back.Code);
        using (Socket returned = AdoptedSocket.Own(back.Descriptor))
            returned.Send("and from the parent"u8);
        Assert.Equal("from the child, and from the parent", Script.ReadToEnd(_connection.Far));
        _pair.Parent.Dispose();
        Assert.Equal(new ExitStatus(ExitKind.Exited, 5), child.Reap());
    }

    private static ControlMessage Next(ControlChannel channel)
    {
        Assert.Equal(ReceiveOutcome.Message, channel.Receive(out ControlMessage message));
        return message;
    }

    /// <summary>A child in C: says that it is ready, writes to the connection it gets, gives it back, ends at end of file.</summary>
    private const string RelaySource = """
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/uio.h>
        #include <unistd.h>

        int main(void) {
            char byte = 'r';
            union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control;
            struct iovec part = { &byte, 1 };
            struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
            if (send(3, &byte, 1, 0) != 1)
                return 1;
            message.msg_control = &control;
            message.msg_controllen = sizeof control;
            if (recvmsg(3, &message, 0) != 1 || byte != 'c' || control.head.cmsg_type != SCM_RIGHTS)
                return 2;
            int connection;
            memcpy(&connection, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof connection);
            if (write(connection, "from the child, ", 16) != 16)
                return 3;
            byte = 'b';
            if (sendmsg(3, &message, 0) != 1 || close(connection) != 0)
                return 4;
            return read(3, &byte, 1) == 0 ? 5 : 6;
        }

        """;
}
