using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weft.Http;

namespace Weft.Server.Transport;

/// <summary>
/// Where connections are let in. Where there is no room for anybody, nobody is accepted, and clients wait. Who it is that
/// waits is known only once it has been accepted, so an address that has as many connections as it may is refused: to
/// hold one more of them would cost what the bound is there to save.
/// </summary>
internal sealed class Entrance(ServerOptions options)
{
    /// <summary>How soon the listener is asked again whether it drains, while there is no room.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Capacity _capacity = new(options.MaxConnections ?? Capacity.FromDescriptors());
    private readonly AddressLimit? _addresses = options.MaxConnectionsPerAddress is { } most ? new AddressLimit(most) : null;

    /// <summary>Whether there is room for one more connection.</summary>
    public bool HasRoom => _capacity.HasRoom;

    /// <summary>How many connections have been let in and are not over.</summary>
    public int Live => _capacity.Live;

    /// <summary>Waits for the next connection that is let in; null when the listener has been drained.</summary>
    public Place? Accept(Listener listener)
    {
        while (true)
        {
            while (!listener.IsDraining && !_capacity.WaitForRoom(Tick))
            {
                // Everybody stays who is here; whoever comes waits in the kernel's queue.
            }
            if (listener.Accept() is not { } socket)
                return null;
            if (Admit(socket) is { } place)
                return place;
        }
    }

    /// <summary>A connection, if one waits and is let in: for those who wait for the listener among other things.</summary>
    public AcceptOutcome TryAccept(Listener listener, out Place? place)
    {
        place = null;
        AcceptOutcome outcome = listener.TryAccept(out Socket? socket);
        if (outcome != AcceptOutcome.Accepted)
            return outcome;
        place = Admit(socket!);
        return place is null ? AcceptOutcome.Refused : AcceptOutcome.Accepted;
    }

    // The place of a connection; null if it has been refused.
    private Place? Admit(Socket socket)
    {
        IPAddress? address = _addresses is null ? null : ((IPEndPoint)socket.RemoteEndPoint!).Address;
        if (address is null || _addresses!.TryEnter(address))
        {
            _capacity.Enter();
            return new Place(socket, _capacity, _addresses, address);
        }
        SocketEnd.Refuse(socket, BusyAnswer.At(SystemClock.Read()));
        options.Detail?.Invoke(string.Create(
            CultureInfo.InvariantCulture,
            $"a connection from {(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)} is refused: " +
            $"at most {_addresses.Most} per address"));
        return null;
    }
}
