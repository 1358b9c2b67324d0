using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Weft.Http;
using Weft.Server.Processes;

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

    /// <summary>How many processes the engine "process" starts ahead of its clients; at least 1.</summary>
    public int Spares { get; init; } = 4;

    /// <summary>How many processes the engine "process" has at most, spares included; at least 1.</summary>
    public int MaxProcesses { get; init; } = 128;

    /// <summary>How the engines of processes start this program again; null if they are not used.</summary>
    public ChildCommand? Child { get; init; }

    /// <summary>
    /// How many connections there may be at once, at least 1; beyond it, clients wait to be accepted. Null: as many as there
    /// are file descriptors for.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>
    /// How many connections there may be at once from one client address, at least 1; beyond it, a client is refused with 503.
    /// An IPv6 address counts with its /64. Null: as many as there may be at all.
    /// </summary>
    public int? MaxConnectionsPerAddress { get; init; }

    /// <summary>The bounds of every connection.</summary>
    public HttpLimits Limits { get; init; } = new();

    /// <summary>How long a drain may take before what is left is cut; null for as long as it takes.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Called for every exchange that is over, on the thread that served it; null if nobody watches.</summary>
    public Action<ServedExchange>? Served { get; init; }

    /// <summary>Called with a line for whoever runs the server when something is amiss; null if nobody listens.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Called with a line on what goes on inside, for whoever wants to watch closely; null if nobody does.</summary>
    public Action<string>? Detail { get; init; }
}

/// <summary>
/// A command that starts this program as a child: its main function has to call <see cref="HttpServer.RunChild"/> at once
/// where <see cref="HttpServer.IsChild"/> says so.
/// </summary>
/// <param name="Path">The executable file.</param>
/// <param name="Arguments">All of argv, with the name that ps shows first.</param>
public sealed record ChildCommand(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Something that is open here and that the child is to have too; it finds it under <see cref="InheritedPath"/>.</summary>
    public SafeHandle? Inherited { get; init; }

    /// <summary>Where a child finds what it has inherited.</summary>
    public static string InheritedPath { get; } =
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{ChildProtocol.InheritedDescriptor}");
}

/// <summary>An exchange, with who was served by whom.</summary>
/// <param name="Socket">The number of the connection's socket.</param>
/// <param name="ServedBy">The thread or process that served it, such as <c>thread 12</c>.</param>
/// <param name="Client">The peer.</param>
/// <param name="Exchange">What was asked and answered.</param>
public sealed record ServedExchange(int Socket, string ServedBy, EndPoint? Client, Exchange Exchange);
