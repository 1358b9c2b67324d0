using Weft.Server.Transport;

namespace Weft.Server.Engines;

/// <summary>A concurrency model: it says who accepts and who serves, and nothing else.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Accepts and serves until the listener is drained and every connection is over, or until it is cut.</summary>
    void Run(Listener listener);

    /// <summary>From any thread, after the listener has been drained: no connection lives longer than what it has begun.</summary>
    void Drain();

    /// <summary>From any thread: ends every connection now, and <see cref="Run"/> with it.</summary>
    void Cut();
}
