using System.Globalization;
using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Processes;
using Weft.Server.Transport;

namespace Weft.Server;

/// <summary>What every engine needs to serve a connection, and nothing of how it does so.</summary>
internal sealed class Service(ServerOptions options, RequestHandler handler)
{
    /// <summary>The longest a blocking call blocks: no deadline is missed by more.</summary>
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private volatile bool _isDraining;

    /// <summary>Whether this process is the child of another Weft.</summary>
    public static bool IsChild { get; } = Environment.GetEnvironmentVariable(ChildProtocol.RoleVariable) is not null;

    /// <summary>Whether every answer is to be the last of its connection. It is set before new clients are refused.</summary>
    public bool IsDraining
    {
        get => _isDraining;
        set => _isDraining = value;
    }

    public ServerOptions Options => options;

    /// <summary>Where connections come in.</summary>
    public Entrance Entrance { get; } = new(options);

    public int ReceiveBytes => options.Limits.ReceiveBytes;

    /// <summary>How long a blocking call may block before the connection is asked again.</summary>
    public TimeSpan Tick => options.Limits.IdleTime < LongestTick ? options.Limits.IdleTime : LongestTick;

    /// <summary>The HTTP of an accepted socket.</summary>
    /// <param name="socket">The connected socket.</param>
    /// <param name="mayPersist">Whether the connection may take another request, if the engine has a rule of its own for
    /// that; null for the common rule, <see cref="MayPersist"/>.</param>
    public HttpConnection Open(Socket socket, Func<bool>? mayPersist = null) =>
        new(options.Limits, handler, SystemClock.Read(), Watch(socket)) { MayPersist = mayPersist ?? MayPersist };

    /// <summary>
    /// An exception filter: reports that one connection has failed, and returns true, so that the others go on.
    /// </summary>
    public bool Outlives(Exception failure)
    {
        options.Notice?.Invoke($"a connection has failed: {failure.GetType().Name}: {failure.Message}");
        return true;
    }

    /// <summary>Whether connections may persist: the server does not drain, and has room for one more.</summary>
    public bool MayPersist() => !_isDraining && Entrance.HasRoom;

    /// <summary>Who serves here, as the log names it.</summary>
    public static string ServedBy() => IsChild
        ? string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}")
        : string.Create(CultureInfo.InvariantCulture, $"thread {Environment.CurrentManagedThreadId}");

    private Action<Exchange>? Watch(Socket socket)
    {
        if (options.Served is not { } served)
            return null;
        int number = (int)socket.Handle;
        System.Net.EndPoint? client = socket.RemoteEndPoint;
        return exchange => served(new ServedExchange(number, ServedBy(), client, exchange));
    }
}
