using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Weft.Platform.Sockets;

/// <summary>What an <see cref="Epoll"/> watches for, and what it reports; the values are those of epoll_ctl(2).</summary>
[Flags]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "struct epoll_event has an uint32_t.")]
public enum EpollInterest : uint
{
    /// <summary>Nothing but what is always reported: <see cref="Error"/> and <see cref="Hangup"/>.</summary>
    None = 0,

    /// <summary>EPOLLIN: there is something to read or to accept, or the peer has finished sending.</summary>
    In = 0x1,

    /// <summary>EPOLLOUT: there is room to send.</summary>
    Out = 0x4,

    /// <summary>EPOLLERR: the connection is dead; asked for or not.</summary>
    Error = 0x8,

    /// <summary>EPOLLHUP: both directions are shut; asked for or not.</summary>
    Hangup = 0x10,

    /// <summary>EPOLLRDHUP: the peer has finished sending.</summary>
    ReadHangup = 0x2000,

    /// <summary>EPOLLEXCLUSIVE: wakes not all of several epolls that watch one file; for Add alone, and not with OneShot.</summary>
    Exclusive = 1 << 28,

    /// <summary>EPOLLONESHOT: after one report nothing more, not even an error, until Modify.</summary>
    OneShot = 1 << 30,

    /// <summary>EPOLLET: reports changes, not states.</summary>
    EdgeTriggered = 1u << 31,
}

/// <summary>One file that is ready. As large as struct epoll_event is anywhere, so that the kernel can write in its place.</summary>
/// <param name="Events">What it is ready for.</param>
/// <param name="Tag">What the file was added with.</param>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public readonly record struct EpollEvent(
    [field: FieldOffset(0)] EpollInterest Events,
    [field: FieldOffset(8)] long Tag);
