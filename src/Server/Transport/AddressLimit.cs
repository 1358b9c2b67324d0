using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Weft.Server.Transport;

/// <summary>
/// How many connections each client may have at once, where a client is what its address tells. An IPv4 address is one,
/// also as a socket for both kinds shows it (::ffff:192.0.2.1). An IPv6 address counts with all of its /64, which is what a
/// customer is given at least: whoever owns 2^64 addresses would never meet a bound on one of them.
/// </summary>
internal sealed class AddressLimit(int most)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<(AddressFamily Family, ulong Network), int> _live = [];

    /// <summary>How many connections a client may have.</summary>
    public int Most => most;

    /// <summary>How many clients there are: whoever has no connection is forgotten.</summary>
    public int Clients
    {
        get
        {
            lock (_changing)
                return _live.Count;
        }
    }

    /// <summary>A connection from this address begins; false if there are as many as there may be, and then it is not counted.</summary>
    public bool TryEnter(IPAddress address)
    {
        (AddressFamily, ulong) client = ClientAt(address);
        lock (_changing)
        {
            int live = _live.GetValueOrDefault(client);
            if (live >= most)
                return false;
            _live[client] = live + 1;
            return true;
        }
    }

    /// <summary>A connection from this address, which was counted, is over.</summary>
    public void Leave(IPAddress address)
    {
        (AddressFamily, ulong) client = ClientAt(address);
        lock (_changing)
        {
            if (--_live[client] == 0)
                _live.Remove(client);
        }
    }

    // The first eight bytes: half of an IPv6 address, or an IPv4 address and zeros.
    private static (AddressFamily Family, ulong Network) ClientAt(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        plain.TryWriteBytes(bytes, out _);
        return (plain.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
