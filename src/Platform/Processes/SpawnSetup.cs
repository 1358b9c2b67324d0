using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static Weft.Platform.Processes.ProcessCalls;

namespace Weft.Platform.Processes;

/// <summary>A descriptor that a child is to have.</summary>
/// <param name="Source">The open file in this process; it stays the caller's.</param>
/// <param name="Target">Its number in the child; 0, 1 and 2 replace the standard streams.</param>
public readonly record struct PassedDescriptor(SafeHandle Source, int Target);

/// <summary>What posix_spawn(3) shall do in the child before it becomes the program.</summary>
internal sealed unsafe class SpawnSetup : IDisposable
{
    // .NET ignores SIGPIPE, a shell may have had SIGINT ignored for this process, and what is ignored survives execve.
    private static readonly int[] DefaultSignals = [SIGINT, SIGTERM, SIGPIPE, SIGCHLD];

    private readonly List<SafeFileHandle> _copies = [];
    private void* _actions;
    private void* _attributes;

    /// <exception cref="ArgumentException">Two descriptors want the same number, or one a negative number.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">No descriptor or memory is left.</exception>
    public SpawnSetup(ReadOnlySpan<PassedDescriptor> descriptors)
    {
        try
        {
            SetAttributes();
            SetActions(descriptors);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The posix_spawn_file_actions_t.</summary>
    public void* Actions => _actions;

    /// <summary>The posix_spawnattr_t.</summary>
    public void* Attributes => _attributes;

    public void Dispose()
    {
        if (_actions != null)
            _ = posix_spawn_file_actions_destroy(_actions);
        if (_attributes != null)
            _ = posix_spawnattr_destroy(_attributes);
        NativeMemory.Free(_actions);
        NativeMemory.Free(_attributes);
        _actions = _attributes = null;
        foreach (SafeFileHandle copy in _copies)
            copy.Dispose();
        _copies.Clear();
    }

    private void SetAttributes()
    {
        void* attributes = NativeMemory.AllocZeroed(OpaqueBytes);
        Check(posix_spawnattr_init(attributes), nameof(posix_spawnattr_init));
        _attributes = attributes;
        void* signals = stackalloc ulong[OpaqueBytes / sizeof(ulong)];
        _ = sigemptyset(signals);
        Check(posix_spawnattr_setsigmask(_attributes, signals), nameof(posix_spawnattr_setsigmask));
        foreach (int signal in DefaultSignals)
            _ = sigaddset(signals, signal);
        Check(posix_spawnattr_setsigdefault(_attributes, signals), nameof(posix_spawnattr_setsigdefault));
        Check(posix_spawnattr_setpgroup(_attributes, group: 0), nameof(posix_spawnattr_setpgroup));
        const short Flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        Check(posix_spawnattr_setflags(_attributes, Flags), nameof(posix_spawnattr_setflags));
    }

    // Each source is first copied to a number above all targets: then no dup2 in the child overwrites what another still
    // needs, and none has equal numbers, which would leave close-on-exec set. The copies close themselves on exec.
    private void SetActions(ReadOnlySpan<PassedDescriptor> descriptors)
    {
        void* actions = NativeMemory.AllocZeroed(OpaqueBytes);
        Check(posix_spawn_file_actions_init(actions), nameof(posix_spawn_file_actions_init));
        _actions = actions;
        int above = 1 + HighestTarget(descriptors);
        foreach (PassedDescriptor descriptor in descriptors)
        {
            SafeFileHandle copy = fcntl_dup(descriptor.Source, F_DUPFD_CLOEXEC, above);
            if (copy.IsInvalid)
                throw SystemFailure.Last("fcntl(F_DUPFD_CLOEXEC)");
            _copies.Add(copy);
            Check(
                posix_spawn_file_actions_adddup2(_actions, copy, descriptor.Target), nameof(posix_spawn_file_actions_adddup2));
        }
    }

    private static int HighestTarget(ReadOnlySpan<PassedDescriptor> descriptors)
    {
        int highest = 2;
        var targets = new HashSet<int>();
        foreach (PassedDescriptor descriptor in descriptors)
        {
            if (descriptor.Target < 0 || !targets.Add(descriptor.Target))
                throw new ArgumentException("Descriptors need numbers from 0, each its own.", nameof(descriptors));
            highest = Math.Max(highest, descriptor.Target);
        }
        return highest;
    }

    private static void Check(int error, string call)
    {
        if (error != 0)
            throw SystemFailure.Of(call, error);
    }
}
