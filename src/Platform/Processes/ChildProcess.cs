using System.Runtime.InteropServices;
using static Weft.Platform.Processes.ProcessCalls;

namespace Weft.Platform.Processes;

/// <summary>
/// A child process, started with posix_spawn(3) in a process group of its own. Only its own pid is ever waited for, so that
/// others in this process may have children too. All members may be called from any thread. Linux only.
/// </summary>
/// <remarks>
/// The child gets the standard streams and the descriptors it is given; all others that .NET or Weft open are
/// close-on-exec. SIGINT, SIGTERM, SIGPIPE and SIGCHLD are at their defaults, and no signal is blocked.
/// </remarks>
public sealed class ChildProcess : IDisposable
{
    private const int ECHILD = 10;

    /// <summary>How long Dispose waits for the kernel to be done with a child it has killed.</summary>
    private static readonly TimeSpan KilledPatience = TimeSpan.FromSeconds(2);

    // Guards the pid: once it is reaped, the number may belong to somebody else.
    private readonly Lock _reaping = new();
    private ExitStatus? _status;

    private ChildProcess(int pid) => Pid = pid;

    /// <summary>The number of the process, and of its process group.</summary>
    public int Pid { get; }

    /// <summary>Starts a child; it runs its program when this returns.</summary>
    /// <param name="program">What it runs.</param>
    /// <param name="descriptors">What it gets beside the standard streams.</param>
    /// <exception cref="ArgumentException">Two descriptors want the same number, or one a negative number.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">
    /// It cannot be started; NativeErrorCode says why: the file is missing or no program (ENOENT, EACCES, ENOEXEC), or there
    /// are no processes, memory or descriptors left for now (EAGAIN, ENOMEM, EMFILE, ENFILE). An exception, because the
    /// caller can hardly go on as planned and a process costs a thousand times more; this one, because Process.Start
    /// throws it too.
    /// </exception>
    public static unsafe ChildProcess Start(ChildProgram program, params ReadOnlySpan<PassedDescriptor> descriptors)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var setup = new SpawnSetup(descriptors);
        int error = posix_spawn(
            out int pid,
            *program.NativePath.Pointers,
            setup.Actions,
            setup.Attributes,
            program.Arguments.Pointers,
            program.Environment.Pointers);
        GC.KeepAlive(program);
        return error == 0 ? new ChildProcess(pid) : throw SystemFailure.Of($"posix_spawn({program.Path})", error);
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>False if the child has been reaped; one that has ended but is not reaped yet takes it without effect.</returns>
    public bool Kill(ProcessSignal signal)
    {
        lock (_reaping)
            return _status is null && kill(Pid, (int)signal) == 0;
    }

    /// <summary>Reaps the child if it has ended; does not wait.</summary>
    /// <param name="status">How it ended; the same again at each later call.</param>
    /// <returns>Whether it has ended.</returns>
    public bool TryReap(out ExitStatus status)
    {
        lock (_reaping)
        {
            _status ??= WaitWithoutBlocking();
            status = _status.GetValueOrDefault();
            return _status is not null;
        }
    }

    /// <summary>Waits, for as long as it takes, until the child has ended, and reaps it.</summary>
    public unsafe ExitStatus Reap()
    {
        // Waits without reaping (WNOWAIT), so that the lock need not be held and the pid stays the child's meanwhile.
        void* information = stackalloc ulong[OpaqueBytes / sizeof(ulong)];
        ExitStatus status;
        while (!TryReap(out status))
            _ = waitid(P_PID, Pid, information, WEXITED | WNOWAIT);
        return status;
    }

    /// <summary>
    /// Reaps the child; one that still runs is killed (SIGKILL), so that none is left behind. Takes 2 s at most: a process
    /// that the kernel cannot end, stuck in a broken disk, say, is then left to it.
    /// </summary>
    public void Dispose()
    {
        if (TryReap(out _))
            return;
        _ = Kill(ProcessSignal.Kill);
        long start = Environment.TickCount64;
        while (!TryReap(out _) && Environment.TickCount64 - start < KilledPatience.TotalMilliseconds)
            Thread.Sleep(1);
    }

    private ExitStatus? WaitWithoutBlocking()
    {
        int result;
        int status;
        do
        {
            result = waitpid(Pid, out status, WNOHANG);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);
        if (result == Pid)
            return ExitStatus.FromWaitStatus(status);
        return result < 0 && Marshal.GetLastPInvokeError() == ECHILD ? new ExitStatus(ExitKind.Unknown, 0) : null;
    }
}
