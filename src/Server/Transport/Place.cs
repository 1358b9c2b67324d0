using System.Net.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// A connection that has been let in: its socket, and the place it takes among all of them. Whoever serves it disposes
/// of it.
/// </summary>
internal sealed class Place(Socket socket, Capacity capacity) : IDisposable
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
        // In this order: a descriptor has to be free before there is room for another.
        socket.Dispose();
        capacity.Leave();
    }
}
