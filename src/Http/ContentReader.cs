namespace Weft.Http;

internal enum ContentOutcome
{
    NeedMore,
    Complete,
    Refused,
}

/// <summary>
/// Reads past the content of a request, since no method here has a use for it: exactly to its end, so that the next
/// request begins where it should. Chunks go byte by byte through one small machine that accepts only the grammar of
/// RFC 9112 §7.1; a lone CR or LF anywhere in it is refused (CVE-2025-55315, CVE-2025-22871).
/// </summary>
internal struct ContentReader
{
    private enum Part
    {
        Data,
        SizeStart,
        Size,
        SizeSpace,
        ExtensionStart,
        ExtensionName,
        ExtensionNameSpace,
        ExtensionValueStart,
        ExtensionToken,
        ExtensionQuoted,
        ExtensionQuotedPair,
        ExtensionEnd,
        SizeLineFeed,
        DataCarriageReturn,
        DataLineFeed,
        Trailer,
    }

    private readonly bool _isChunked;
    private Part _part;
    private long _left;
    private long _total;
    private int _sizeDigits;
    private int _extensionBytes;
    private int _trailerBytes;
    private int _trailerLines;

    public ContentReader(in RequestHead head)
    {
        _isChunked = head.Framing == Framing.Chunked;
        _part = _isChunked ? Part.SizeStart : Part.Data;
        _left = head.ContentLength;
    }

    /// <summary>Reads what has come. Unread bytes of an unfinished trailer line have to be presented again.</summary>
    /// <param name="input">The bytes after those read before.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="used">How many bytes were read.</param>
    /// <param name="refusal">Why, if refused.</param>
    public ContentOutcome Read(ReadOnlySpan<byte> input, HttpLimits limits, out int used, out Status refusal)
    {
        used = 0;
        refusal = Status.None;
        while (true)
        {
            if (_part == Part.Trailer)
                return ReadTrailers(input, limits, ref used, out refusal);
            if (_part == Part.Data)
            {
                int taken = (int)Math.Min(_left, input.Length - used);
                used += taken;
                _left -= taken;
                _total += taken;
                if (_total > limits.ContentBytes)
                    return Refuse(Status.ContentTooLarge, out refusal);
                if (_left > 0)
                    return ContentOutcome.NeedMore;
                if (!_isChunked)
                    return ContentOutcome.Complete;
                _part = Part.DataCarriageReturn;
            }
            if (used == input.Length)
                return ContentOutcome.NeedMore;
            if (!TryReadFraming(input[used++], limits))
                return Refuse(Status.BadRequest, out refusal);
        }
    }

    /// <summary>One byte of what stands around the data of a chunk; false where the grammar has no place for it.</summary>
    private bool TryReadFraming(byte b, HttpLimits limits)
    {
        bool isExtension = _part is >= Part.SizeSpace and < Part.SizeLineFeed;
        if (isExtension && ++_extensionBytes > limits.ChunkExtensionBytes)
            return false;
        Part? next = _part switch
        {
            Part.SizeStart => AddSizeDigit(b) ? Part.Size : null,
            Part.Size => AddSizeDigit(b) ? Part.Size : AfterSize(b),
            Part.SizeSpace => b is (byte)' ' or (byte)'\t' ? Part.SizeSpace : b == ';' ? Part.ExtensionStart : null,
            Part.ExtensionStart => IsBlank(b) ? Part.ExtensionStart : IsTokenByte(b) ? Part.ExtensionName : null,
            Part.ExtensionName => IsTokenByte(b) ? Part.ExtensionName : AfterName(b),
            Part.ExtensionNameSpace => b == '\r' ? null : AfterName(b),
            Part.ExtensionValueStart => IsBlank(b) ? Part.ExtensionValueStart
                : b == '"' ? Part.ExtensionQuoted : IsTokenByte(b) ? Part.ExtensionToken : null,
            Part.ExtensionToken => IsTokenByte(b) ? Part.ExtensionToken : AfterValue(b),
            Part.ExtensionQuoted => b == '"' ? Part.ExtensionEnd : b == '\\' ? Part.ExtensionQuotedPair
                : IsQuotable(b) ? Part.ExtensionQuoted : null,
            Part.ExtensionQuotedPair => IsQuotable(b) ? Part.ExtensionQuoted : null,
            Part.ExtensionEnd => AfterValue(b),
            Part.SizeLineFeed => b != '\n' ? null : _left == 0 ? Part.Trailer : Part.Data,
            Part.DataCarriageReturn => b == '\r' ? Part.DataLineFeed : null,
            Part.DataLineFeed => b == '\n' ? StartSize() : null,
            _ => null,
        };
        _part = next ?? _part;
        return next is not null;
    }

    // At most sixteen digits, and no sign in the sum: a size cannot overflow (CVE-2013-2028).
    private bool AddSizeDigit(byte b)
    {
        int value = Grammar.HexValue(b);
        if (value < 0 || ++_sizeDigits > 16 || _left > long.MaxValue >> 4)
            return false;
        _left = (_left << 4) | (long)value;
        return true;
    }

    private Part StartSize()
    {
        _left = 0;
        _sizeDigits = 0;
        return Part.SizeStart;
    }

    // "Bad" white space may stand around ";" and "=" and nowhere else (RFC 9112 §7.1.1).
    private static Part? AfterSize(byte b) => b switch
    {
        (byte)'\r' => Part.SizeLineFeed,
        (byte)';' => Part.ExtensionStart,
        (byte)' ' or (byte)'\t' => Part.SizeSpace,
        _ => null,
    };

    private static Part? AfterName(byte b) => b switch
    {
        (byte)'\r' => Part.SizeLineFeed,
        (byte)';' => Part.ExtensionStart,
        (byte)'=' => Part.ExtensionValueStart,
        (byte)' ' or (byte)'\t' => Part.ExtensionNameSpace,
        _ => null,
    };

    private static Part? AfterValue(byte b) => b switch
    {
        (byte)'\r' => Part.SizeLineFeed,
        (byte)';' => Part.ExtensionStart,
        (byte)' ' or (byte)'\t' => Part.SizeSpace,
        _ => null,
    };

    private static bool IsBlank(byte b) => b is (byte)' ' or (byte)'\t';

    private static bool IsTokenByte(byte b) => Grammar.IsToken([b]);

    private static bool IsQuotable(byte b) => b == '\t' || (b >= 0x20 && b != 0x7F);

    // Trailer fields are checked like any others and forgotten: none of them may change what has been decided
    // (RFC 9110 §6.5.1).
    private ContentOutcome ReadTrailers(ReadOnlySpan<byte> input, HttpLimits limits, ref int used, out Status refusal)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = input[used..];
            int lineFeed = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = lineFeed < 0 ? rest : rest[..lineFeed];
            bool endsWell = line.EndsWith("\r"u8);
            if (endsWell)
                line = line[..^1];
            refusal = FieldLine.Check(line, _trailerBytes, limits);
            if (refusal == Status.None && lineFeed >= 0 && !endsWell)
                refusal = Status.BadRequest;
            if (refusal != Status.None)
                return ContentOutcome.Refused;
            if (lineFeed < 0)
                return ContentOutcome.NeedMore;

            used += lineFeed + 1;
            _trailerBytes += lineFeed + 1;
            if (line.IsEmpty)
                return ContentOutcome.Complete;
            if (++_trailerLines > limits.FieldLines)
                return Refuse(Status.RequestHeaderFieldsTooLarge, out refusal);
            if (!FieldLine.TrySplit(line, out _, out _, out _))
                return Refuse(Status.BadRequest, out refusal);
        }
    }

    private static ContentOutcome Refuse(Status status, out Status refusal)
    {
        refusal = status;
        return ContentOutcome.Refused;
    }
}
