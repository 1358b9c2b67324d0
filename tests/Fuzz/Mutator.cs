using System.Globalization;
using System.Text;

namespace Weft.Tests.Fuzz;

/// <summary>
/// Damages a message the way attackers and broken clients do: by lines, numbers, line ends and single odd bytes. Most damage
/// falls behind the request line, or hardly anything would get past it.
/// </summary>
internal static class Mutator
{
    private static readonly byte[] OddBytes = [.. "\0\u0001\t\n\u000B\u000C\r\u001B \"#%,-./0:;=?@[\\]_{\u007F\u0080\u0085\u00A0\u00FF"u8];

    private static readonly string[] OddNumbers =
    [
        "0", "00", "-1", "+1", "0x1", "1_0", "65535", "65536", "65537", "2147483648", "4294967296", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "99999999999999999999999", "ffffffffffffffff", "8000000000000000", "",
    ];

    private static readonly string[] OddLines =
    [
        "Host: b", "Host:", "Host: [::1", "Content-Length: 5", "Content-Length: 0", "Content-Length: 70000", "Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding:\u000Bchunked", "Expect: 100-continue",
        "Expect: x", "Connection: close", "Connection: ,,", " folded", "\tfolded", ": x", "nonsense", "", "0", "0;x", "5;a=\"", "1\n", ";",
        "Content-Length : 5", "GET / HTTP/1.1", "Content_Length: 5", "Range: bytes=0-", "X: " + "\u00FF",
    ];

    private static readonly string[] LineEnds = ["\n", "\r", "\r\r\n", "\n\r", "\r\n\r\n", "", " \r\n", "\t\r\n", "\0\r\n"];

    /// <summary>One to four damages.</summary>
    public static byte[] Mutate(byte[] message, byte[] other, Random random)
    {
        var bytes = new List<byte>(message);
        int damages = 1 + (random.Next(2) * random.Next(4));
        for (int i = 0; i < damages; i++)
            Damage(bytes, other, random);
        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, byte[] other, Random random)
    {
        switch (random.Next(15))
        {
            case 0 or 1:
                bytes.Insert(Place(bytes, random), OddBytes[random.Next(OddBytes.Length)]);
                break;
            case 2 when bytes.Count > 0:
                bytes[Math.Min(Place(bytes, random), bytes.Count - 1)] = (byte)random.Next(256);
                break;
            case 3 when bytes.Count > 0:
                bytes.RemoveAt(Math.Min(Place(bytes, random), bytes.Count - 1));
                break;
            case 4:
                int end = Place(bytes, random);
                bytes.RemoveRange(end, bytes.Count - end);
                break;
            case 5:
                Splice(bytes, other, random);
                break;
            case 6 or 7:
                ChangeNumber(bytes, random);
                break;
            case 8:
                ChangeLineEnd(bytes, random);
                break;
            case 9:
                Repeat(bytes, random);
                break;
            default:
                ChangeLines(bytes, random);
                break;
        }
    }

    /// <summary>A place to do damage at; three times out of four behind the first line.</summary>
    private static int Place(List<byte> bytes, Random random)
    {
        int firstLine = bytes.IndexOf((byte)'\n') + 1;
        return random.Next(4) == 0 ? random.Next(bytes.Count + 1) : random.Next(firstLine, bytes.Count + 1);
    }

    private static void Splice(List<byte> bytes, byte[] other, Random random)
    {
        int from = random.Next(other.Length + 1);
        int place = Place(bytes, random);
        bytes.RemoveRange(place, random.Next(bytes.Count - place + 1));
        bytes.InsertRange(place, other[from..random.Next(from, other.Length + 1)]);
    }

    private static void ChangeNumber(List<byte> bytes, Random random)
    {
        int place = bytes.FindIndex(Math.Min(Place(bytes, random), bytes.Count), static b => char.IsAsciiDigit((char)b));
        if (place < 0)
            return;
        int end = bytes.FindIndex(place, static b => !char.IsAsciiHexDigit((char)b));
        bytes.RemoveRange(place, (end < 0 ? bytes.Count : end) - place);
        string number = random.Next(2) == 0
            ? OddNumbers[random.Next(OddNumbers.Length)]
            : random.Next(40).ToString(random.Next(2) == 0 ? "x" : "d", CultureInfo.InvariantCulture);
        bytes.InsertRange(place, Encoding.Latin1.GetBytes(number));
    }

    private static void ChangeLineEnd(List<byte> bytes, Random random)
    {
        int place = bytes.IndexOf((byte)'\r', Math.Min(Place(bytes, random), bytes.Count));
        if (place < 0)
            return;
        bytes.RemoveRange(place, Math.Min(2, bytes.Count - place));
        bytes.InsertRange(place, Encoding.Latin1.GetBytes(LineEnds[random.Next(LineEnds.Length)]));
    }

    private static void Repeat(List<byte> bytes, Random random)
    {
        int place = Place(bytes, random);
        byte[] stretch = [.. bytes.Skip(place).Take(random.Next(1, 30))];
        int times = random.Next(10) == 0 ? random.Next(2000) : random.Next(8);
        for (int i = 0; i < times; i++)
            bytes.InsertRange(place, stretch);
    }

    /// <summary>Doubles, drops, swaps or adds a line.</summary>
    private static void ChangeLines(List<byte> bytes, Random random)
    {
        List<string> lines = [.. Encoding.Latin1.GetString([.. bytes]).Split("\r\n")];
        int line = random.Next(Math.Min(1, lines.Count - 1), lines.Count);
        int other = random.Next(Math.Min(1, lines.Count - 1), lines.Count);
        switch (random.Next(5))
        {
            case 0:
                lines.Insert(other, lines[line]);
                break;
            case 1:
                lines.RemoveAt(line);
                break;
            case 2:
                (lines[line], lines[other]) = (lines[other], lines[line]);
                break;
            default:
                lines.Insert(line, OddLines[random.Next(OddLines.Length)]);
                break;
        }
        bytes.Clear();
        bytes.AddRange(Encoding.Latin1.GetBytes(string.Join("\r\n", lines)));
    }
}
