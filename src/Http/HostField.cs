namespace Weft.Http;

/// <summary>The authority of a request: <c>uri-host [ ":" port ]</c> (RFC 9110 §7.2, RFC 3986 §3.2.2), strictly.</summary>
internal static class HostField
{
    public static bool IsValid(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return false;
        int hostEnd = value[0] == '[' ? value.IndexOf((byte)']') + 1 : value.IndexOf((byte)':');
        if (value[0] == '[' && hostEnd == 0)
            return false;
        if (hostEnd < 0)
            hostEnd = value.Length;
        ReadOnlySpan<byte> host = value[..hostEnd];
        return IsPort(value[hostEnd..]) && (value[0] == '[' ? IsLiteral(host[1..^1]) : IsName(host));
    }

    /// <summary>As CONNECT wants it, with a port that is not empty (RFC 9112 §3.2.3, RFC 9110 §9.3.6).</summary>
    public static bool IsValidWithPort(ReadOnlySpan<byte> value)
    {
        int colon = value.LastIndexOf((byte)':');
        return colon >= 0 && Grammar.IsDigits(value[(colon + 1)..]) && IsValid(value);
    }

    /// <summary>Nothing, or a colon and at most a port number (RFC 3986 lets the number be absent).</summary>
    private static bool IsPort(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            return true;
        ReadOnlySpan<byte> digits = value[1..];
        return value[0] == ':' && (digits.IsEmpty
            || (digits.Length <= 5 && Grammar.IsDigits(digits) && int.Parse(digits, provider: null) <= 65535));
    }

    /// <summary>A registered name or an IPv4 address: labels without an empty one among them; one trailing dot is the root.</summary>
    private static bool IsName(ReadOnlySpan<byte> host)
    {
        if (!Grammar.IsRegisteredName(host) || host[0] == '.' || host.IndexOf(".."u8) >= 0)
            return false;
        for (int i = host.IndexOf((byte)'%'); i >= 0 && i < host.Length; i++)
        {
            if (host[i] != '%')
                continue;
            if (i + 2 >= host.Length || Grammar.HexValue(host[i + 1]) < 0 || Grammar.HexValue(host[i + 2]) < 0)
                return false;
        }
        return true;
    }

    private static bool IsLiteral(ReadOnlySpan<byte> literal) =>
        !literal.IsEmpty && (literal[0] is (byte)'v' or (byte)'V' ? IsFutureAddress(literal[1..]) : IsIpv6(literal));

    // IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
    private static bool IsFutureAddress(ReadOnlySpan<byte> rest)
    {
        int dot = rest.IndexOf((byte)'.');
        if (dot <= 0 || dot == rest.Length - 1)
            return false;
        foreach (byte b in rest[..dot])
        {
            if (Grammar.HexValue(b) < 0)
                return false;
        }
        foreach (byte b in rest[(dot + 1)..])
        {
            if (b != ':' && (b == '%' || !Grammar.IsRegisteredName([b])))
                return false;
        }
        return true;
    }

    /// <summary>Eight groups of one to four hexadecimal digits, one run of zero groups as "::", the last two perhaps IPv4.</summary>
    private static bool IsIpv6(ReadOnlySpan<byte> text)
    {
        int groups = 0;
        bool compressed = false;
        int i = 0;
        if (text.StartsWith("::"u8))
        {
            compressed = true;
            i = 2;
        }
        while (i < text.Length)
        {
            ReadOnlySpan<byte> rest = text[i..];
            int colon = rest.IndexOf((byte)':');
            ReadOnlySpan<byte> group = colon < 0 ? rest : rest[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
                return IsIpv4(group) && IsWhole(groups + 2, compressed);
            if (group.Length is 0 or > 4 || !IsHex(group))
                return false;
            groups++;
            i += group.Length;
            if (colon < 0)
                break;
            i++;
            if (i == text.Length)
                return false;
            if (text[i] == ':')
            {
                if (compressed)
                    return false;
                compressed = true;
                i++;
            }
        }
        return IsWhole(groups, compressed);
    }

    private static bool IsWhole(int groups, bool compressed) => compressed ? groups <= 7 : groups == 8;

    private static bool IsHex(ReadOnlySpan<byte> group)
    {
        foreach (byte b in group)
        {
            if (Grammar.HexValue(b) < 0)
                return false;
        }
        return true;
    }

    private static bool IsIpv4(ReadOnlySpan<byte> text)
    {
        int parts = 0;
        foreach (Range range in text.Split((byte)'.'))
        {
            ReadOnlySpan<byte> part = text[range];
            parts++;
            bool isNumber = part.Length is > 0 and <= 3 && Grammar.IsDigits(part) && (part[0] != '0' || part.Length == 1);
            if (!isNumber || int.Parse(part, provider: null) > 255)
                return false;
        }
        return parts == 4;
    }
}
