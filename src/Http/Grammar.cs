using System.Buffers;

namespace Weft.Http;

/// <summary>The character classes of RFC 9110 §5.6 and RFC 9112, as the vectorised searches want them.</summary>
internal static class Grammar
{
    private const string Alpha = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digit = "0123456789";

    // token = 1*tchar (RFC 9110 §5.6.2)
    private static readonly SearchValues<byte> TokenBytes = Bytes(Alpha + Digit + "!#$%&'*+-.^_`|~");

    // CTL, without HTAB (RFC 9110 §5.5): what no field value may hold
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    // What a request target may hold as it is sent: visible ASCII without "#", which begins a fragment, and fragments are
    // never sent (RFC 9112 §3.2). Browsers send a few of "<>\^`{|} unescaped, and those harm nobody.
    private static readonly SearchValues<byte> TargetBytes = Bytes(Alpha + Digit + "!\"$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    // unreserved / sub-delims of a registered name (RFC 3986 §3.2.2), without ",": a list of hosts is no host
    private static readonly SearchValues<byte> RegisteredNameBytes = Bytes(Alpha + Digit + "-._~!$&'()*+;=%");

    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept(TokenBytes);

    public static int IndexOfControl(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny(Controls);

    public static bool IsTarget(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept(TargetBytes);

    public static bool IsRegisteredName(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && !bytes.ContainsAnyExcept(RegisteredNameBytes);

    /// <summary>Without the optional white space around it: SP and HTAB only, nothing else that looks blank.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t"u8);

    public static bool IsDigits(ReadOnlySpan<byte> bytes) =>
        !bytes.IsEmpty && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    private static SearchValues<byte> Bytes(string characters) =>
        SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));
}
