namespace Weft.Http;

/// <summary>A request as a handler sees it: checked, its content already read past. Valid during the handler's call.</summary>
public readonly ref struct Request
{
    private readonly ref readonly RequestHead _head;
    private readonly ReadOnlySpan<byte> _bytes;

    internal Request(ref readonly RequestHead head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> path, in Clock clock, long batch)
    {
        _head = ref head;
        _bytes = bytes;
        Path = path;
        Clock = clock;
        Batch = batch;
    }

    /// <summary>GET or HEAD.</summary>
    public Method Method => _head.Method;

    /// <summary>
    /// The path, decoded and normalised by <see cref="TargetPath.Normalize"/>: it begins with a slash and has no empty, "."
    /// or ".." segment and no control; any other byte may occur.
    /// </summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Whether the target had a question mark.</summary>
    public bool HasQuery => _head.HasQuery;

    /// <summary>The query as it was sent, without the question mark.</summary>
    public ReadOnlySpan<byte> Query => _head.Query.Of(_bytes);

    /// <summary>When the request is being answered.</summary>
    public Clock Clock { get; }

    /// <summary>
    /// Unique to the receive call that completed this request. What was learnt from the file system while answering one
    /// request of a batch still holds for the others: all of them had been received before.
    /// </summary>
    public long Batch { get; }

    /// <summary>
    /// The value of the first line of a field, without the white space around it; empty if there is none, or if it is a
    /// condition or range that came more than once.
    /// </summary>
    public ReadOnlySpan<byte> this[Field field]
    {
        get
        {
            FieldOccurrence first = _head.Fields[(int)field];
            return first.Count > 1 && FieldName.IsIgnoredIfRepeated(field) ? default : _bytes.Slice(first.Start, first.Length);
        }
    }

    /// <summary>Whether the field is there, and counts.</summary>
    public bool Has(Field field)
    {
        int count = _head.Fields[(int)field].Count;
        return count == 1 || (count > 1 && !FieldName.IsIgnoredIfRepeated(field));
    }

    /// <summary>The values of every line of a field, in order: a list may be spread over several (RFC 9110 §5.3).</summary>
    public FieldLines Lines(Field field) => new(_head.Fields[(int)field], field, _bytes[.._head.Length]);
}

/// <summary>Enumerates the lines of one field.</summary>
public ref struct FieldLines
{
    private readonly Field _field;
    private readonly ReadOnlySpan<byte> _head;
    private int _left;
    private int _position;
    private ReadOnlySpan<byte> _current;

    internal FieldLines(FieldOccurrence first, Field field, ReadOnlySpan<byte> head)
    {
        _field = field;
        _head = head;
        _left = first.Count;
        _position = first.Start;
        _current = head.Slice(first.Start, first.Length);
        IsAtFirst = true;
    }

    /// <summary>The value of the current line, without the white space around it.</summary>
    public readonly ReadOnlySpan<byte> Current => _current;

    private bool IsAtFirst { get; set; }

    /// <summary>This enumerator.</summary>
    public readonly FieldLines GetEnumerator() => this;

    /// <summary>Goes to the next line; false if there is none.</summary>
    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        if (IsAtFirst)
        {
            IsAtFirst = false;
            return true;
        }
        // Repeated fields are rare, so the table keeps the first; the others are found again in the checked head.
        while (true)
        {
            _position += _head[_position..].IndexOf("\r\n"u8) + 2;
            ReadOnlySpan<byte> line = _head[_position..];
            line = line[..line.IndexOf("\r\n"u8)];
            int colon = line.IndexOf((byte)':');
            if (FieldName.Parse(line[..colon]) == _field)
            {
                _current = Grammar.Trim(line[(colon + 1)..]);
                return true;
            }
        }
    }
}
