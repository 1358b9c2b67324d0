using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weft.Platform.Sockets;

/// <summary>eventfd(2): a file that one thread makes readable to wake another out of poll or epoll. Linux only.</summary>
public sealed class EventFd : IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Makes one that is not readable yet.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">No descriptor or memory is left.</exception>
    public EventFd()
    {
        _file = EpollCalls.eventfd(0, EpollCalls.EFD_CLOEXEC | EpollCalls.EFD_NONBLOCK);
        if (_file.IsInvalid)
            throw SystemFailure.Last("eventfd");
    }

    /// <summary>The file itself, to be watched for reading.</summary>
    public SafeHandle Handle => _file;

    /// <summary>From any thread: makes it readable until <see cref="Clear"/>.</summary>
    public unsafe void Set()
    {
        ulong one = 1;
        // It can only fail when the counter is full, and then it is readable.
        _ = EpollCalls.write(_file, (byte*)&one, sizeof(ulong));
    }

    /// <summary>Makes it unreadable again; to be called before looking for what it announces, or news are lost.</summary>
    public unsafe void Clear()
    {
        ulong count;
        _ = EpollCalls.read(_file, (byte*)&count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
