using Weft.Server.Transport;

namespace Weft.Server.Engines;

/// <summary>A concurrency model: it says who accepts and who serves, and nothing else.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Accepts and serves until the listener is drained and every connection is over, or until it is cut.</summary>
    void Run(Listener listener);

    /// <summary>
    /// From any thread: drains the listener, and no connection lives longer than what it has begun. From the moment on at
    /// which new clients are refused, every answer is the last of its connection.
    /// </summary>
    void Drain(Listener listener);

    /// <summary>From any thread, in a drain: how many connections other processes serve that have accepted them themselves.</summary>
    int ServedElsewhere => 0;

    /// <summary>From any thread: ends every connection now, and <see cref="Run"/> with it.</summary>
    void Cut();
}
