using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     iterative: one process, one thread, one client at a time
// Accepts   the main thread
// Serves    the main thread, one connection after another
// Blocks    in accept, recv and send: one slow client holds up everybody
// Isolates  nothing
// Limit     a silent client occupies the server until its timeout; that is the lesson
internal sealed class SingleEngine(Service service) : IEngine
{
    /// <summary>How soon an idle connection notices that somebody else waits.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly LiveConnections _live = new();
    private readonly byte[] _buffer = new byte[service.ReceiveBytes];
    private volatile bool _isCut;

    public void Run(Listener listener)
    {
        while (!_isCut && service.Entrance.Accept(listener) is { } place)
            Serve(place, listener);
    }

    public void Drain(Listener listener)
    {
        listener.Drain();
        _live.Drain();
    }

    public void Cut()
    {
        _isCut = true;
        _live.Cut();
    }

    public void Dispose()
    {
        // Nothing is held beyond Run.
    }

    // To keep a connection alive while others wait would starve them, so it persists only while nobody does.
    private void Serve(Place place, Listener listener)
    {
        Socket socket = place.Socket;
        using (place)
        using (HttpConnection connection = service.Open(socket, mayPersist: () => !service.IsDraining && !listener.HasWaiting))
        {
            _live.Add(connection, socket, wake: () => SocketEnd.WakeReceiver(socket));
            try
            {
                BlockingTransport.Serve(socket, connection, _buffer, Tick);
            }
            catch (Exception failure) when (service.Outlives(failure))
            {
                SocketEnd.Reset(socket);
            }
            _live.Remove(connection);
        }
    }
}
