using System.Net;
using System.Net.Sockets;
using Weft.Platform.Processes;
using Weft.Server;
using Weft.Server.Transport;
using Weft.Tests.Unit.Platform;
using Xunit;

namespace Weft.Tests.Unit.Server;

/// <summary>CN-13, from within: accept(2) itself says EMFILE, and the last descriptors are not for connections.</summary>
[Collection(AloneInProcess.Name)]
public sealed class ListenerTests : IDisposable
{
    private readonly List<string> _notices = [];
    private readonly List<Socket> _sockets = [];
    private readonly Listener _listener;
    private Socket? _accepted;

    public ListenerTests() =>
        _listener = new Listener(new ServerOptions { Address = IPAddress.Loopback, Port = 0, Notice = _notices.Add });

    public void Dispose()
    {
        _listener.Dispose();
        _sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void CN_13_Without_a_descriptor_whoever_comes_waits_and_it_is_said_once()
    {
        // Once before, so that nothing needs to be loaded while there is no room.
        Connect();
        Assert.Equal(AcceptOutcome.Accepted, Accept());
        Connect();
        using (new LoweredLimit((ulong)DescriptorLimit.LowestFree()!))
        {
            for (int i = 0; i < 3; i++)
                Assert.Equal(AcceptOutcome.Exhausted, Accept());
        }
        Assert.Equal(["out of file descriptors: new connections wait"], _notices);
        Assert.Equal(AcceptOutcome.Accepted, Accept());
        Assert.Equal(AcceptOutcome.Nobody, Accept());
    }

    [Fact]
    public void CN_13_The_last_descriptors_are_not_for_connections()
    {
        for (int i = 0; i < 3; i++)
            Connect();
        Assert.Equal(AcceptOutcome.Accepted, Accept());
        // The next connection would still get a descriptor, and so would thirty things after it.
        using (new LoweredLimit((ulong)DescriptorLimit.LowestFree()! + 32))
        {
            Assert.Equal(AcceptOutcome.Accepted, Accept());
            Assert.Equal(AcceptOutcome.Exhausted, Accept());
            for (int i = 0; i < 20; i++)
                _sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        }
        Assert.Single(_notices);
        Assert.Equal(AcceptOutcome.Accepted, Accept());
    }

    private AcceptOutcome Accept()
    {
        AcceptOutcome outcome = _listener.TryAccept(out _accepted);
        if (_accepted is not null)
            _sockets.Add(_accepted);
        return outcome;
    }

    private void Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(client);
        client.Connect(_listener.EndPoint);
    }
}
