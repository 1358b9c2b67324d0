using System.Net;
using Weft.Http;

namespace Weft.Server;

/// <summary>How a server listens, and how it serves.</summary>
public sealed record ServerOptions
{
    /// <summary>The address to bind. <c>::</c> takes IPv4 as well.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port, 0 to 65535; 0 lets the system choose one.</summary>
    public int Port { get; init; } = 8085;

    /// <summary>The concurrency engine, one of <see cref="HttpServer.EngineNames"/>.</summary>
    public string Engine { get; init; } = "thread";

    /// <summary>How many workers an engine with a fixed number of them has; at least 1.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>How many connections there may be at once; at least 1. Beyond it, clients wait to be accepted.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>The bounds of every connection.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>How long a drain may take before what is left is cut; null for as long as it takes.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Called for every exchange that is over, on the thread that served it; null if nobody watches.</summary>
    public Action<ServedExchange>? Served { get; init; }

    /// <summary>Called with a line for whoever runs the server when something is amiss; null if nobody listens.</summary>
    public Action<string>? Notice { get; init; }
}

/// <summary>An exchange, with who was served by whom.</summary>
/// <param name="Socket">The number of the connection's socket.</param>
/// <param name="ServedBy">The thread or process that served it, such as <c>thread 12</c>.</param>
/// <param name="Client">The peer.</param>
/// <param name="Exchange">What was asked and answered.</param>
public sealed record ServedExchange(int Socket, string ServedBy, EndPoint? Client, Exchange Exchange);
