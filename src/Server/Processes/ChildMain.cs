using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Weft.Http;
using Weft.Platform.Processes;
using Weft.Platform.Sockets;
using Weft.Server.Engines;
using Weft.Server.Transport;

namespace Weft.Server.Processes;

/// <summary>What a child process does instead of being a server of its own.</summary>
internal sealed class ChildMain(Service service)
{
    private readonly ControlChannel _control = ControlChannel.Adopt(ChildProtocol.ControlDescriptor);
    private int _told = -1;

    /// <summary>Waits for one connection, serves it, and is done.</summary>
    public int RunConnection()
    {
        var live = new LiveConnections();
        using PosixSignalRegistration terminate = OnTerminate(() =>
        {
            live.Drain();
            _ = _control.Send(ChildProtocol.Draining);
        });
        _ = _control.Send(ChildProtocol.Ready);
        if (_control.Receive(out ControlMessage message) != ReceiveOutcome.Message || !message.HasDescriptor)
            return 0;
        EndWithParent();

        byte[] buffer = ArrayPool<byte>.Shared.Rent(service.ReceiveBytes);
        using Socket socket = AdoptedSocket.Own(message.Descriptor);
        using HttpConnection connection = service.Open(socket);
        live.Add(connection, socket, wake: () => SocketEnd.WakeReceiver(socket));
        BlockingTransport.Serve(socket, connection, buffer.AsSpan(0, service.ReceiveBytes), service.Tick);
        live.Remove(connection);
        return 0;
    }

    /// <summary>Serves connections from the shared listener until it is told to drain.</summary>
    public int RunWorker()
    {
        using var listener = new Listener(AdoptedSocket.Own(ChildProtocol.ListenerDescriptor), service.Options.Notice);
        using var loop = new EventLoop(service, listener) { Draining = TellFinishing };
        using PosixSignalRegistration terminate = OnTerminate(() =>
        {
            listener.Drain();
            loop.Drain();
        });
        EndWithParent();
        _ = _control.Send(ChildProtocol.Ready);
        loop.Run();
        return 0;
    }

    // What cannot be told now is told in the next round.
    private void TellFinishing()
    {
        int finishing = service.Entrance.Live;
        if (finishing != _told && _control.Send(ChildProtocol.Draining, number: finishing) == SendOutcome.Sent)
            _told = finishing;
    }

    private PosixSignalRegistration OnTerminate(Action drain) =>
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            service.IsDraining = true;
            drain();
        });

    // Nothing is ever sent to a child that serves, so a receive that returns means that the parent is dead. PDEATHSIG
    // would follow the thread that started us, not the process.
    private void EndWithParent()
    {
        var watch = new Thread(() =>
        {
            _ = _control.Receive(out _);
            Environment.Exit(1);
        })
        {
            IsBackground = true,
            Name = "parent",
        };
        watch.Start();
    }
}
