using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weft.Platform.Sockets;
using static Weft.Platform.Processes.ChannelCalls;

namespace Weft.Platform.Processes;

/// <summary>
/// One end of a connection between a parent and its child: messages of a byte and a number, each with at most one open file. Sending
/// and receiving allocate nothing and may happen on any thread. Linux only.
/// </summary>
/// <remarks>
/// It is a pair of SOCK_SEQPACKET sockets: the kernel keeps a message and its descriptor together as one message, where
/// SOCK_STREAM would need framing; and unlike SOCK_DGRAM it tells the end of file, by which each side learns that the
/// other is dead. To that purpose the parent disposes the child's end once the child has been started.
/// </remarks>
public sealed class ControlChannel : IDisposable
{
    private readonly SafeFileHandle _socket;

    // All that a message says, apart from the descriptor that comes with it.
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct MessageBody
    {
        public byte Code;
        public int Number;
    }

    private ControlChannel(SafeFileHandle socket) => _socket = socket;

    /// <summary>The socket: for epoll or poll, and to be passed to the child.</summary>
    public SafeHandle Handle => _socket;

    /// <summary>Makes a connected pair; both ends are close-on-exec.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">No descriptor or memory is left.</exception>
    public static unsafe (ControlChannel Parent, ControlChannel Child) CreatePair()
    {
        int* ends = stackalloc int[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, protocol: 0, ends) != 0)
            throw SystemFailure.Last("socketpair");
        return (Own(ends[0]), Own(ends[1]));
    }

    /// <summary>In the child: takes over the end that the parent has put at a number, and makes it close-on-exec.</summary>
    /// <param name="descriptor">The number, which belongs to the channel from now on.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">
    /// There is no such end at that number: somebody else than a parent has started this process. What is open there, if
    /// anything, is left alone.
    /// </exception>
    public static ControlChannel Adopt(int descriptor)
    {
        using (var looked = new SafeFileHandle(descriptor, ownsHandle: false))
        {
            if (SocketOption(looked, SO_DOMAIN) != AF_UNIX || SocketOption(looked, SO_TYPE) != SOCK_SEQPACKET)
                throw SystemFailure.Of($"no control socket at descriptor {descriptor}", Errno.EINVAL);
            if (ProcessCalls.fcntl(looked, ProcessCalls.F_SETFD, ProcessCalls.FD_CLOEXEC) != 0)
                throw SystemFailure.Last("fcntl(F_SETFD)");
        }
        return Own(descriptor);
    }

    /// <summary>Sends a message; never waits.</summary>
    /// <param name="code">What it says.</param>
    /// <param name="descriptor">An open file that the peer is to share; it stays the caller's, who may close it at once.</param>
    /// <param name="number">A number that belongs to it.</param>
    /// <returns>
    /// Sent; WouldBlock: too much is under way that the peer has not received; Failed: the peer is gone.
    /// </returns>
    public unsafe SendOutcome Send(byte code, SafeHandle? descriptor = null, int number = 0)
    {
        var body = new MessageBody { Code = code, Number = number };
        var part = new IoVec { Start = &body, Length = (nuint)sizeof(MessageBody) };
        var message = new MsgHdr { Parts = &part, PartCount = 1 };
        if (descriptor is null)
            return Send(&message);
        bool isHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            var control = new DescriptorMessage
            {
                Length = DescriptorMessage.UnpaddedLength,
                Level = SOL_SOCKET,
                Type = SCM_RIGHTS,
                Descriptor = (int)descriptor.DangerousGetHandle(),
            };
            message.Control = &control;
            message.ControlLength = (nuint)sizeof(DescriptorMessage);
            return Send(&message);
        }
        finally
        {
            if (isHeld)
                descriptor.DangerousRelease();
        }
    }

    /// <summary>Receives a message, waiting for one as long as it takes.</summary>
    /// <returns>Anything but WouldBlock.</returns>
    public ReceiveOutcome Receive(out ControlMessage message) => Receive(flags: 0, out message);

    /// <summary>Receives a message if one is there.</summary>
    public ReceiveOutcome TryReceive(out ControlMessage message) => Receive(MSG_DONTWAIT, out message);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static ControlChannel Own(int descriptor) => new(new SafeFileHandle(descriptor, ownsHandle: true));

    private unsafe SendOutcome Send(MsgHdr* message)
    {
        while (sendmsg(_socket, message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.EINTR)
                return error is Errno.EAGAIN or ETOOMANYREFS ? SendOutcome.WouldBlock : SendOutcome.Failed;
        }
        return SendOutcome.Sent;
    }

    // A peer that closes with something unread resets the connection. That error comes once, even before messages that
    // have arrived; after it come those, then the end of file.
    private unsafe ReceiveOutcome Receive(int flags, out ControlMessage message)
    {
        MessageBody body = default;
        var part = new IoVec { Start = &body, Length = (nuint)sizeof(MessageBody) };
        var control = new DescriptorMessage { Descriptor = -1 };
        // Without the padding, where a second descriptor would fit.
        var header = new MsgHdr
        {
            Parts = &part,
            PartCount = 1,
            Control = &control,
            ControlLength = DescriptorMessage.UnpaddedLength,
        };
        nint received;
        while ((received = recvmsg(_socket, &header, flags | MSG_CMSG_CLOEXEC)) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is Errno.EINTR or ECONNRESET)
                continue;
            message = default;
            return error == Errno.EAGAIN ? ReceiveOutcome.WouldBlock : ReceiveOutcome.Failed;
        }
        message = new ControlMessage(body.Code, DescriptorIn(header, control), body.Number);
        if (received == 0)
            return ReceiveOutcome.EndOfFile;
        bool isLost = !message.HasDescriptor && (header.Flags & MSG_CTRUNC) != 0;
        return isLost ? ReceiveOutcome.DescriptorLost : ReceiveOutcome.Message;
    }

    private static int DescriptorIn(in MsgHdr header, in DescriptorMessage control)
    {
        bool isOne = header.ControlLength >= DescriptorMessage.UnpaddedLength
            && control is { Level: SOL_SOCKET, Type: SCM_RIGHTS };
        return isOne ? control.Descriptor : -1;
    }
}
