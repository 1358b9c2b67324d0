using System.Net;
using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Engines;
using Weft.Server.Processes;
using Weft.Server.Transport;

namespace Weft.Server;

/// <summary>An HTTP server: one listener, one engine, any handler.</summary>
/// <remarks>Its life is <see cref="Listen"/>, <see cref="Run"/>, <see cref="Drain"/> from elsewhere, <see cref="Dispose"/>.</remarks>
public sealed class HttpServer : IDisposable
{
    private readonly ServerOptions _options;
    private readonly Service _service;
    private readonly IEngine _engine;
    private readonly object _ending = new();
    private bool _hasEnded;
    private Listener? _listener;
    private int _signals;
    private volatile bool _isCut;

    /// <summary>Prepares a server; nothing is bound yet.</summary>
    /// <exception cref="ArgumentException">The options name no engine, or a value is out of its range.</exception>
    public HttpServer(ServerOptions options, RequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        if (options is not { Workers: > 0, Spares: > 0, MaxProcesses: > 0, MaxConnections: null or > 0, MaxConnectionsPerAddress: null or > 0 })
            throw new ArgumentException("Workers, spares and every bound must be at least 1.", nameof(options));
        _options = options;
        _service = new Service(options, handler);
        _engine = EngineCatalogue.Make(options.Engine, _service);
    }

    /// <summary>The engines this platform has, in the order in which they are taught.</summary>
    public static IReadOnlyList<string> EngineNames => EngineCatalogue.Names;

    /// <summary>Whether this process was started by a server as its child, and has to call <see cref="RunChild"/>.</summary>
    public static bool IsChild => Service.IsChild;

    /// <summary>Who is serving where a handler asks this, as the log names it: <c>thread 7</c>, or <c>process 4711</c> in a child.</summary>
    public static string ServedBy => Service.ServedBy();

    /// <summary>Where it listens, with the port that was chosen; known after <see cref="Listen"/>.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>
    /// From any thread: how many connections a drain still has to finish; 0 before it. Idle connections are closed at its
    /// very beginning, so a moment later they count no more.
    /// </summary>
    public int Finishing => _service.IsDraining && _listener is { } listener
        ? _service.Entrance.Live + listener.Asking + _engine.ServedElsewhere
        : 0;

    /// <summary>Binds and listens: clients can connect from now on, and wait for <see cref="Run"/>.</summary>
    /// <exception cref="SocketException">The address cannot be had, or the port is in use.</exception>
    public void Listen()
    {
        _listener = new Listener(_options);
        EndPoint = _listener.EndPoint;
    }

    /// <summary>Serves until it has been drained or cut; true if everything that was begun was finished.</summary>
    /// <exception cref="InvalidOperationException">It does not listen.</exception>
    /// <exception cref="ServerFailedException">It cannot go on: no child process can be started.</exception>
    public bool Run()
    {
        if (_listener is null)
            throw new InvalidOperationException("Listen first.");
        _engine.Run(_listener);
        lock (_ending)
        {
            _hasEnded = true;
            Monitor.PulseAll(_ending);
        }
        return !_isCut;
    }

    /// <summary>Does in a child process what its parent started it for; returns the exit code.</summary>
    /// <param name="options">As in the parent, as far as they concern connections.</param>
    /// <param name="handler">As in the parent.</param>
    public static int RunChild(ServerOptions options, RequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        var child = new ChildMain(new Service(options, handler));
        return Environment.GetEnvironmentVariable(ChildProtocol.RoleVariable) == ChildProtocol.WorkerRole
            ? child.RunWorker()
            : child.RunConnection();
    }

    /// <summary>
    /// From any thread: no new connections, finish what has begun, within the grace if there is one. A second call cuts.
    /// </summary>
    public void Drain()
    {
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Cut();
            return;
        }
        _service.IsDraining = true;
        if (_listener is not null)
            _engine.Drain(_listener);
        if (_options.Grace is { } grace)
            new Thread(() => CutAfter(grace)) { IsBackground = true, Name = "grace" }.Start();
    }

    /// <summary>From any thread: end now, whatever is in progress.</summary>
    public void Cut()
    {
        lock (_ending)
        {
            if (_hasEnded)
                return;
            _isCut = true;
        }
        _listener?.Drain();
        _engine.Cut();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _listener?.Dispose();
    }

    private void CutAfter(TimeSpan grace)
    {
        lock (_ending)
        {
            if (!_hasEnded)
                Monitor.Wait(_ending, grace);
        }
        Cut();
    }
}
