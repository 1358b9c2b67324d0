using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

/// <summary>The connections an engine is serving: whom to wake when it drains, whom to end when it is cut.</summary>
internal sealed class LiveConnections
{
    private readonly Lock _changing = new();
    private readonly Dictionary<HttpConnection, Live> _live = [];
    private bool _isDraining;
    private bool _isCut;

    private readonly record struct Live(Socket Socket, Action Wake);

    /// <summary>A connection begins.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="socket">Its socket.</param>
    /// <param name="wake">Ends its wait for input; called while it is idle.</param>
    public void Add(HttpConnection connection, Socket socket, Action wake)
    {
        lock (_changing)
        {
            _live.Add(connection, new Live(socket, wake));
            if (_isDraining)
                connection.Drain();
            if (_isCut)
                SocketEnd.Cut(socket);
        }
    }

    /// <summary>A connection is over; its socket may be closed afterwards.</summary>
    public void Remove(HttpConnection connection)
    {
        lock (_changing)
            _live.Remove(connection);
    }

    /// <summary>From any thread: idle connections close, the others after what they have begun.</summary>
    public void Drain()
    {
        lock (_changing)
        {
            _isDraining = true;
            foreach ((HttpConnection connection, Live live) in _live)
            {
                connection.Drain();
                if (connection.IsIdle)
                    live.Wake();
            }
        }
    }

    /// <summary>From any thread: ends every connection now.</summary>
    public void Cut()
    {
        lock (_changing)
        {
            _isCut = true;
            foreach (Live live in _live.Values)
                SocketEnd.Cut(live.Socket);
        }
    }
}
