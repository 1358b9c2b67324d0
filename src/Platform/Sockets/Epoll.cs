using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform.Sockets;

/// <summary>
/// epoll(7): waits until one of many files is ready. All members may be called from any thread, and several threads may
/// wait at once. Nothing here allocates. Linux only.
/// </summary>
/// <remarks>
/// A file that is closed leaves by itself, but only with its last descriptor: one that was also sent to another process
/// goes on being reported here until <see cref="Remove"/>. Events already fetched can name a file removed since; the tag
/// has to tell. Disposing ends no wait that is on.
/// </remarks>
public sealed class Epoll : IDisposable
{
    private readonly SafeFileHandle _epoll;

    /// <summary>Makes an empty one.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">No descriptor or memory is left.</exception>
    public Epoll()
    {
        _epoll = EpollCalls.epoll_create1(EpollCalls.EPOLL_CLOEXEC);
        if (_epoll.IsInvalid)
            throw SystemFailure.Last("epoll_create1");
    }

    /// <summary>The epoll itself: readable while it has something to report, so that another epoll or a poll can watch it.</summary>
    public SafeHandle Handle => _epoll;

    /// <summary>Begins to watch a file; if it is ready already, it is reported.</summary>
    /// <param name="file">A socket, a pipe, an event file; not an ordinary file. It is not kept alive by being watched.</param>
    /// <param name="interest">What to report.</param>
    /// <param name="tag">Comes back with every event of this file.</param>
    /// <returns>False if the system has no room for one more: refuse the connection, the others go on.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">A mistake: the file is watched already, or cannot be.</exception>
    public bool Add(SafeHandle file, EpollInterest interest, long tag)
    {
        int error = Control(EpollCalls.EPOLL_CTL_ADD, file, interest, tag);
        return error switch
        {
            0 => true,
            Errno.ENOMEM or EpollCalls.ENOSPC => false,
            _ => throw SystemFailure.Of("epoll_ctl(EPOLL_CTL_ADD)", error),
        };
    }

    /// <summary>Changes what is reported of a file and the tag; arms a one-shot again. If it is ready, it is reported.</summary>
    /// <param name="file">A file that is watched.</param>
    /// <param name="interest">What to report from now on; <see cref="EpollInterest.Exclusive"/> cannot be changed.</param>
    /// <param name="tag">Comes back with every event of this file.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">A mistake: the file is not watched.</exception>
    public void Modify(SafeHandle file, EpollInterest interest, long tag)
    {
        int error = Control(EpollCalls.EPOLL_CTL_MOD, file, interest, tag);
        if (error != 0)
            throw SystemFailure.Of("epoll_ctl(EPOLL_CTL_MOD)", error);
    }

    /// <summary>Watches a file no longer.</summary>
    /// <returns>False if it was not watched.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">A mistake: the file cannot be watched at all.</exception>
    public bool Remove(SafeHandle file)
    {
        int error = Control(EpollCalls.EPOLL_CTL_DEL, file, EpollInterest.None, tag: 0);
        return error switch
        {
            0 => true,
            Errno.ENOENT => false,
            _ => throw SystemFailure.Of("epoll_ctl(EPOLL_CTL_DEL)", error),
        };
    }

    /// <summary>Waits until a file is ready.</summary>
    /// <param name="ready">Receives the events; at least one long. It belongs to the caller, one per waiting thread.</param>
    /// <param name="timeout">How long to wait: rounded up to milliseconds; zero or less only looks; null is for ever.</param>
    /// <returns>How many events there are; 0 when the time is up, or early if a signal came between.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">A mistake: there is no room for an event.</exception>
    public unsafe int Wait(Span<EpollEvent> ready, TimeSpan? timeout)
    {
        int count;
        fixed (EpollEvent* start = ready)
        {
            count = EpollCalls.epoll_wait(_epoll, (byte*)start, ready.Length, Milliseconds(timeout));
            if (count > 0 && EpollCalls.IsPacked)
                Unpack((byte*)start, count);
        }
        if (count >= 0)
            return count;
        int error = Marshal.GetLastPInvokeError();
        return error == Errno.EINTR ? 0 : throw SystemFailure.Of("epoll_wait", error);
    }

    /// <inheritdoc/>
    public void Dispose() => _epoll.Dispose();

    /// <summary>The timeout as epoll_wait(2) takes it: rounded up, for a wait that ends too early would be made twice.</summary>
    internal static int Milliseconds(TimeSpan? timeout)
    {
        if (timeout is not { } time)
            return -1;
        long ticks = Math.Clamp(time.Ticks, 0, int.MaxValue * TimeSpan.TicksPerMillisecond);
        return (int)((ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
    }

    // The kernel wrote 12 bytes an event to the beginning; they move to their 16, the last first, so that none is overwritten.
    private static unsafe void Unpack(byte* start, int count)
    {
        for (int i = count - 1; i >= 0; i--)
        {
            byte* packed = start + (i * EpollCalls.EventSize);
            var events = (EpollInterest)Unsafe.ReadUnaligned<uint>(packed);
            long tag = Unsafe.ReadUnaligned<long>(packed + EpollCalls.EventDataOffset);
            ((EpollEvent*)start)[i] = new EpollEvent(events, tag);
        }
    }

    private unsafe int Control(int operation, SafeHandle file, EpollInterest interest, long tag)
    {
        byte* item = stackalloc byte[sizeof(EpollEvent)];
        Unsafe.WriteUnaligned(item, (uint)interest);
        Unsafe.WriteUnaligned(item + EpollCalls.EventDataOffset, tag);
        return EpollCalls.epoll_ctl(_epoll, operation, file, item) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
