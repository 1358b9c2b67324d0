using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Weft.Platform.Processes;
using Xunit;

namespace Weft.Tests.Unit.Platform;

public sealed class AdoptedSocketTests : IDisposable
{
    private readonly (Socket Near, Socket Far) _pair = SocketPair.Connect();

    public void Dispose()
    {
        _pair.Near.Dispose();
        _pair.Far.Dispose();
    }

    [Fact]
    public void A_connected_socket_is_as_good_as_one_opened_here()
    {
        _pair.Near.NoDelay = true;
        int number = Descriptors.Duplicate(_pair.Near.SafeHandle);
        Descriptors.ClearCloseOnExec(number);
        using (Socket adopted = AdoptedSocket.Own(number))
        {
            Assert.True(Descriptors.IsCloseOnExec(adopted.SafeHandle));
            Assert.True(adopted.Connected);
            Assert.True(adopted.Blocking);
            Assert.True(adopted.NoDelay);
            Assert.Equal(SocketType.Stream, adopted.SocketType);
            Assert.Equal(_pair.Near.LocalEndPoint, adopted.LocalEndPoint);
            Assert.Equal(_pair.Far.LocalEndPoint, adopted.RemoteEndPoint);
            adopted.Send("ping"u8);
            _pair.Far.Send("pong"u8);
            Assert.Equal(4, adopted.Receive(new byte[8]));
        }
        Assert.Equal(4, _pair.Far.Receive(new byte[8]));
        _pair.Near.Send("still open"u8);
        Assert.Equal(10, _pair.Far.Receive(new byte[16]));
    }

    [Fact]
    public void A_socket_that_does_not_block_says_so_and_works()
    {
        _pair.Near.Blocking = false;
        using Socket adopted = AdoptedSocket.Own(Descriptors.Duplicate(_pair.Near.SafeHandle));
        Assert.False(adopted.Blocking);
        Assert.Equal(0, adopted.Receive(new byte[8], SocketFlags.None, out SocketError error));
        Assert.Equal(SocketError.WouldBlock, error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_listener_accepts(bool blocking)
    {
        using var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, 0));
        listener.NoDelay = true;
        listener.Listen(1);
        listener.Blocking = blocking;
        using Socket adopted = AdoptedSocket.Own(Descriptors.Duplicate(listener.SafeHandle));
        Assert.Equal(listener.LocalEndPoint, adopted.LocalEndPoint);
        Assert.Equal(blocking, adopted.Blocking);
        Assert.False(adopted.Connected);
        using var client = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(adopted.LocalEndPoint!);
        Assert.True(adopted.Poll(TimeSpan.FromSeconds(30), SelectMode.SelectRead));
        using Socket accepted = adopted.Accept();
        Assert.Equal(client.LocalEndPoint, accepted.RemoteEndPoint);
        // .NET hands on what the listener says.
        Assert.Equal(blocking, accepted.Blocking);
        accepted.Blocking = true;
        Assert.True(accepted.NoDelay);
        Assert.True(Descriptors.IsCloseOnExec(accepted.SafeHandle));
        client.Send("x"u8);
        Assert.Equal(1, accepted.Receive(new byte[2]));
    }

    [Fact]
    public void What_is_no_socket_is_refused()
    {
        using SafeFileHandle file = File.OpenHandle("/dev/null");
        int number = Descriptors.Duplicate(file);
        Assert.Equal(
            SocketError.NotSocket, Assert.Throws<SocketException>(() => AdoptedSocket.Own(number)).SocketErrorCode);
        Assert.Throws<SocketException>(() => AdoptedSocket.Own(19_999));
    }
}
