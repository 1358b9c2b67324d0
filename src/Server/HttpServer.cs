using System.Net;
using Weft.Http;

namespace Weft.Server;

/// <summary>An HTTP server: one listener, one engine, any handler.</summary>
public sealed class HttpServer : IDisposable
{
    private bool _ended;

    /// <summary>Prepares a server; nothing is bound yet.</summary>
    /// <exception cref="ArgumentException">The options name no engine, or a value is out of its range.</exception>
    public HttpServer(ServerOptions options, RequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
    }

    /// <summary>The engines this platform has, in the order in which they are taught.</summary>
    public static IReadOnlyList<string> EngineNames { get; } = ["single", "thread", "async"];

    /// <summary>Where it listens, with the port that was chosen; known after <see cref="Listen"/>.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>Binds and listens: clients can connect from now on, and wait for <see cref="Run"/>.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be had, or the port is in use.</exception>
    public void Listen() => EndPoint = new IPEndPoint(IPAddress.Loopback, 0);

    /// <summary>Serves until it has been drained or cut; true if everything that was begun was finished.</summary>
    public bool Run() => !_ended;

    /// <summary>From any thread: no new connections, finish what has begun. A second call cuts.</summary>
    public void Drain() => _ended = true;

    /// <summary>From any thread: end now, whatever is in progress.</summary>
    public void Cut() => _ended = true;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
