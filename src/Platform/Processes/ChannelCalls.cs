using System.Runtime.InteropServices;

namespace Weft.Platform.Processes;

/// <summary>Pairs of sockets and passing descriptors over them: unix(7) and cmsg(3), with native names and values.</summary>
internal static unsafe partial class ChannelCalls
{
    public const int AF_UNIX = 1;
    public const int SOCK_SEQPACKET = 5;
    public const int SOCK_CLOEXEC = 0x80000;

    public const int SOL_SOCKET = 1;
    public const int SO_TYPE = 3;
    public const int SO_DOMAIN = 39;
    public const int SCM_RIGHTS = 1;

    public const int MSG_CTRUNC = 0x8;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int MSG_CMSG_CLOEXEC = 0x40000000;

    public const int ECONNRESET = 104;
    public const int ETOOMANYREFS = 109;

    [StructLayout(LayoutKind.Sequential)]
    public struct IoVec
    {
        public void* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MsgHdr
    {
        public void* Name;
        public uint NameLength;
        public IoVec* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct cmsghdr and one descriptor behind it, padded as CMSG_SPACE(sizeof(int)) wants.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DescriptorMessage
    {
        /// <summary>CMSG_LEN(sizeof(int)): the header and the descriptor, without the padding.</summary>
        public static readonly nuint UnpaddedLength = (nuint)(sizeof(DescriptorMessage) - sizeof(int));

        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socketpair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint sendmsg(SafeHandle socket, MsgHdr* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recvmsg(SafeHandle socket, MsgHdr* message, int flags);

    /// <summary>An option of SOL_SOCKET, or -1 if that is no socket.</summary>
    public static int SocketOption(SafeHandle socket, int name)
    {
        int length = sizeof(int);
        return getsockopt(socket, SOL_SOCKET, name, out int value, ref length) == 0 ? value : -1;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(SafeHandle socket, int level, int name, out int value, ref int length);
}
