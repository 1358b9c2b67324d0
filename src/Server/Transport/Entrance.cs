using System.Net.Sockets;

namespace Weft.Server.Transport;

/// <summary>Where connections are let in. Where there is no room for anybody, nobody is accepted, and clients wait.</summary>
internal sealed class Entrance(ServerOptions options)
{
    /// <summary>How soon the listener is asked again whether it drains, while there is no room.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Capacity _capacity = new(options.MaxConnections ?? Capacity.FromDescriptors());

    /// <summary>Whether there is room for one more connection.</summary>
    public bool HasRoom => _capacity.HasRoom;

    /// <summary>Waits for the next connection that is let in; null when the listener has been drained.</summary>
    public Place? Accept(Listener listener)
    {
        while (!listener.IsDraining && !_capacity.WaitForRoom(Tick))
        {
            // Everybody stays who is here; whoever comes waits in the kernel's queue.
        }
        return listener.Accept() is { } socket ? Admit(socket) : null;
    }

    /// <summary>A connection, if one waits and is let in: for those who wait for the listener among other things.</summary>
    public AcceptOutcome TryAccept(Listener listener, out Place? place)
    {
        AcceptOutcome outcome = listener.TryAccept(out Socket? socket);
        place = outcome == AcceptOutcome.Accepted ? Admit(socket!) : null;
        return outcome;
    }

    private Place Admit(Socket socket)
    {
        _capacity.Enter();
        return new Place(socket, _capacity);
    }
}
