using System.Net;
using System.Net.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// A connection that has been let in: its socket, and its place in the count of all connections and, if the server counts
/// them by address, in the count of its address. The engine that serves it disposes of it.
/// </summary>
internal sealed class Place(Socket socket, Capacity capacity, AddressLimit? addresses, IPAddress? address) : IDisposable
{
    private bool _isFree;

    public Socket Socket => socket;

    /// <summary>Whether the client has closed or reset the connection, and nothing unread is left.</summary>
    public bool HasGone => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>Frees the place, and closes the socket if it is open.</summary>
    public void Dispose()
    {
        if (_isFree)
            return;
        _isFree = true;
        // The order matters. A client may come back as soon as it sees the close, so its address is free first. Another
        // connection needs a descriptor, so the socket is closed before there is room for one.
        if (address is not null)
            addresses?.Leave(address);
        socket.Dispose();
        capacity.Leave();
    }
}
