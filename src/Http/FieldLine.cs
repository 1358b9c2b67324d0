using System.Text;

namespace Weft.Http;

/// <summary><c>field-name ":" OWS field-value OWS</c> (RFC 9112 §5), without line folding.</summary>
internal static class FieldLine
{
    /// <summary>
    /// Refuses what no further bytes can mend, whether the line is whole or not: a control, or too many bytes. Of the two
    /// the first decides, or the answer would depend on how the bytes arrive.
    /// </summary>
    /// <param name="line">The line, or as much of it as there is, without its CRLF.</param>
    /// <param name="before">Bytes of the lines before it, with their line ends.</param>
    /// <param name="limits">The bounds.</param>
    public static Status Check(ReadOnlySpan<byte> line, int before, HttpLimits limits)
    {
        int room = Math.Min(limits.FieldLineBytes, limits.FieldSectionBytes - before);
        int control = Grammar.IndexOfControl(line);
        if (control >= 0 && control < room)
            return Status.BadRequest;
        return line.Length > room ? Status.RequestHeaderFieldsTooLarge : Status.None;
    }

    /// <summary>Parses a whole line that passed <see cref="Check"/>; returns the status of the refusal, or None.</summary>
    public static Status Parse(ReadOnlySpan<byte> line, int start, HttpLimits limits, ref RequestHead head)
    {
        if (++head.FieldLines > limits.FieldLines)
            return Status.RequestHeaderFieldsTooLarge;
        if (!TrySplit(line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out int valueStart))
            return Status.BadRequest;

        Field field = FieldName.Parse(name);
        if (field == Field.Other)
            return Status.None;
        ref FieldOccurrence occurrence = ref head.Fields[(int)field];
        if (occurrence.Count++ == 0)
        {
            occurrence.Start = start + valueStart;
            occurrence.Length = value.Length;
        }
        if (field == Field.Connection)
            ReadOptions(value, ref head);
        return Status.None;
    }

    /// <summary>
    /// Splits a line that passed <see cref="Check"/> at its colon; false if it is no field. A line that begins with white
    /// space (folding, RFC 9112 §5.2) or has white space before the colon (§5.1) has no token for a name, so one rule
    /// refuses them all.
    /// </summary>
    public static bool TrySplit(
        ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out int valueStart)
    {
        int colon = line.IndexOf((byte)':');
        name = colon < 0 ? default : line[..colon];
        ReadOnlySpan<byte> rest = line[(colon + 1)..];
        ReadOnlySpan<byte> trimmedStart = rest.TrimStart(" \t"u8);
        valueStart = line.Length - trimmedStart.Length;
        value = trimmedStart.TrimEnd(" \t"u8);
        return Grammar.IsToken(name);
    }

    // Connection is a list of tokens without regard to case, over any number of lines; empty members are passed over
    // (RFC 9110 §7.6.1, §5.6.1; CVE-2012-5533).
    private static void ReadOptions(ReadOnlySpan<byte> value, ref RequestHead head)
    {
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> option = Grammar.Trim(value[range]);
            if (Ascii.EqualsIgnoreCase(option, "close"u8))
                head.AsksClose = true;
            else if (Ascii.EqualsIgnoreCase(option, "keep-alive"u8))
                head.AsksKeepAlive = true;
        }
    }
}
