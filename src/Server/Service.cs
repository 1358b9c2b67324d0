using System.Globalization;
using System.Net.Sockets;
using Weft.Http;
using Weft.Server.Transport;

namespace Weft.Server;

/// <summary>What every engine needs to serve a connection, and nothing of how it does so.</summary>
internal sealed class Service(ServerOptions options, RequestHandler handler)
{
    /// <summary>The longest a blocking call blocks: no deadline is missed by more.</summary>
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    public ServerOptions Options => options;

    public int ReceiveBytes => options.Limits.ReceiveBytes;

    /// <summary>How long a blocking call may block before the connection is asked again.</summary>
    public TimeSpan Tick => options.Limits.IdleTime < LongestTick ? options.Limits.IdleTime : LongestTick;

    /// <summary>The HTTP of an accepted socket.</summary>
    public HttpConnection Open(Socket socket, Func<bool>? mayPersist = null) =>
        new(options.Limits, handler, SystemClock.Read(), Watch(socket)) { MayPersist = mayPersist };

    private Action<Exchange>? Watch(Socket socket)
    {
        if (options.Served is not { } served)
            return null;
        int number = (int)socket.Handle;
        System.Net.EndPoint? client = socket.RemoteEndPoint;
        return exchange => served(new ServedExchange(number, ServedBy(), client, exchange));
    }

    private static string ServedBy() =>
        string.Create(CultureInfo.InvariantCulture, $"thread {Environment.CurrentManagedThreadId}");
}
