using System.Runtime.InteropServices;
using Weft.Server;

namespace Weft.Cli;

/// <summary>Ctrl-C and SIGTERM: the first lets the server finish what has begun, the second cuts it.</summary>
internal sealed class Signals : IDisposable
{
    /// <summary>How long a drain goes on before somebody at a terminal wonders what is happening.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly HttpServer _server;
    private readonly Action? _tellOfDrain;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly Timer _telling;
    private int _count;
    private int _lastCode;

    /// <summary>Listens for the signals from now on.</summary>
    /// <param name="server">What they end.</param>
    /// <param name="tellOfDrain">Called once if finishing takes longer than a moment; null if nobody is to be told.</param>
    public Signals(HttpServer server, Action? tellOfDrain)
    {
        _server = server;
        _tellOfDrain = tellOfDrain;
        _telling = new Timer(_ => _tellOfDrain?.Invoke());
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, 128 + 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, 128 + 15));
    }

    /// <summary>What the process ends with: 0 if everything begun was finished, else what cut it, or 1 for the grace period.</summary>
    public int ExitCode(bool isWhole) => isWhole ? 0 : Volatile.Read(ref _count) > 1 ? _lastCode : 1;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _telling.Dispose();
    }

    private void Take(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        _lastCode = code;
        if (Interlocked.Increment(ref _count) == 1)
            _telling.Change(Patience, Timeout.InfiniteTimeSpan);
        // The server counts along: its second drain is a cut.
        _server.Drain();
    }
}
