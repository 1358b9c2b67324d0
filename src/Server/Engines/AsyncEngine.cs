using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server.Engines;

// Model     one task per client: many clients on a few threads, in code that reads as if each client had a thread
// Accepts   the main thread
// Serves    a task for each connection, on any free thread
// Blocks    only in file reads; every other wait is an await
// Isolates  nothing: one address space
// Limit     scheduling work for each request, and a handful of objects on the heap for each client
internal sealed class AsyncEngine(Service service) : IEngine
{
    private readonly LiveConnections _live = new();
    private readonly TaskCompletionSource _over = new();
    private volatile bool _isCut;
    private int _running = 1;

    public void Run(Listener listener)
    {
        // Completions run on the thread that saw them, without a hop to the pool: a third less CPU per request. The
        // switch is read when the process makes its first asynchronous socket call.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        while (!_isCut && service.Entrance.Accept(listener) is { } place)
        {
            Interlocked.Increment(ref _running);
            _ = Serve(place);
        }
        Leave();
        _over.Task.Wait();
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
        _over.TrySetResult();
    }

    public void Dispose()
    {
        // Nothing is held beyond Run.
    }

    private async Task Serve(Place place)
    {
        // The accepting thread accepts; the connection begins elsewhere.
        await Task.Yield();
        Socket socket = place.Socket;
        using (place)
        using (HttpConnection connection = service.Open(socket))
        using (var transport = new AsyncTransport(socket, connection, service.ReceiveBytes))
        {
            _live.Add(connection, socket, wake: transport.Wake);
            try
            {
                await transport.Serve();
            }
            catch (Exception failure) when (service.Outlives(failure))
            {
                SocketEnd.Reset(socket);
            }
            _live.Remove(connection);
        }
        Leave();
    }

    // The acceptor counts as one, so that the count cannot reach zero before it has stopped accepting.
    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
            _over.TrySetResult();
    }
}
