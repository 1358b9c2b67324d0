using System.Net;
using System.Net.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// A connection that has been let in: its socket, and the place it takes among all of them and, if these are counted, among
/// those of its address. Whoever serves it disposes of it.
/// </summary>
internal sealed class Place(Socket socket, Capacity capacity, AddressLimit? addresses, IPAddress? address) : IDisposable
{
    private bool _isFree;

    public Socket Socket => socket;

    /// <summary>Whether the client has finished, or died, without having said a word that nobody has read.</summary>
    public bool HasGone => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>Frees the place, and closes the socket if it is open.</summary>
    public void Dispose()
    {
        if (_isFree)
            return;
        _isFree = true;
        // In this order: a client that sees the end may be back at once, and a descriptor has to be free before there is
        // room for another.
        if (address is not null)
            addresses?.Leave(address);
        socket.Dispose();
        capacity.Leave();
    }
}
