using System.Runtime.InteropServices;
using Weft.Server;

namespace Weft.Cli;

/// <summary>Ctrl-C and SIGTERM: the first lets the server finish what has begun, the second cuts it.</summary>
internal sealed class Signals : IDisposable
{
    /// <summary>How long a drain goes on before somebody at a terminal wonders what is happening.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>How often it is told at most how far the drain has come.</summary>
    private static readonly TimeSpan NewsTime = TimeSpan.FromSeconds(3);

    private readonly Lock _changing = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly Timer _telling;
    private readonly Action<int>? _tellOfDrain;
    private HttpServer? _server;
    private int _told;
    private int _count;
    private int _lastCode;

    /// <summary>Takes the signals from now on: none that comes while the server starts is lost.</summary>
    /// <param name="tellOfDrain">
    /// Called with the number of connections still to be finished if that takes longer than a moment, and now and then if
    /// the number changes; null if nobody is to be told.
    /// </param>
    public Signals(Action<int>? tellOfDrain)
    {
        _tellOfDrain = tellOfDrain;
        _telling = new Timer(_ => Tell());
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, 128 + 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, 128 + 15));
    }

    /// <summary>Hands the server, which listens now, what has come and what will come.</summary>
    public void GoTo(HttpServer server)
    {
        lock (_changing)
        {
            _server = server;
            for (int i = 0; i < _count; i++)
                server.Drain();
        }
    }

    /// <summary>What the process ends with: 0 if everything begun was finished, else what cut it, or 1 for the grace period.</summary>
    public int ExitCode(bool isWhole)
    {
        lock (_changing)
            return isWhole ? 0 : _count > 1 ? _lastCode : 1;
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _telling.Dispose();
    }

    private void Take(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        lock (_changing)
        {
            _lastCode = code;
            if (++_count == 1)
                _telling.Change(Patience, NewsTime);
            // The server counts along: its second drain is a cut.
            _server?.Drain();
        }
    }

    private void Tell()
    {
        HttpServer? server;
        lock (_changing)
            server = _server;
        int finishing = server?.Finishing ?? 0;
        bool isNews = finishing > 0 && finishing != _told;
        _told = finishing;
        // Not within the lock: somebody who has stopped the terminal may still want to end the server.
        if (isNews)
            _tellOfDrain?.Invoke(finishing);
    }
}
