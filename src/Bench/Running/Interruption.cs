using System.Runtime.InteropServices;

namespace Weft.Bench.Running;

/// <summary>
/// Ctrl-C, SIGTERM and a closed terminal: the first one cuts what is being measured and leaves time to write down the
/// rest, the second ends at once. Neither leaves a server behind.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cut = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _hangUp;
    private int _code;

    public Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, 128 + 2));
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, 128 + 15));
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Take(context, 128 + 1));
    }

    public CancellationToken Token => _cut.Token;

    /// <summary>What to end with: 0 if no signal came, else 128 and its number.</summary>
    public int ExitCode => Volatile.Read(ref _code);

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _hangUp.Dispose();
        _cut.Dispose();
    }

    private void Take(PosixSignalContext context, int code)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _code, code, 0) == 0)
        {
            _cut.Cancel();
            return;
        }
        Session.KillAll();
        Environment.Exit(code);
    }
}
