using System.Runtime.InteropServices;
using Weft.Platform.Processes;

namespace Weft.Tests.Unit.Platform;

/// <summary>SIGUSR1 blocked on this thread, so that a test can see whether a child inherits it.</summary>
internal sealed unsafe partial class BlockedSignal : IDisposable
{
    private const int SIG_BLOCK = 0;
    private const int SIG_UNBLOCK = 1;
    private const int SIGUSR1 = 10;

    private BlockedSignal() => Change(SIG_BLOCK);

    public static BlockedSignal User1() => new();

    public void Dispose() => Change(SIG_UNBLOCK);

    private static void Change(int how)
    {
        void* signals = stackalloc ulong[ProcessCalls.OpaqueBytes / sizeof(ulong)];
        _ = ProcessCalls.sigemptyset(signals);
        _ = ProcessCalls.sigaddset(signals, SIGUSR1);
        _ = pthread_sigmask(how, signals, null);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int pthread_sigmask(int how, void* signals, void* old);
}
