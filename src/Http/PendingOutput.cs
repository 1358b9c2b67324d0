namespace Weft.Http;

/// <summary>What waits to be sent: bytes, and behind them perhaps a file. Positions count all that the connection sends.</summary>
internal struct PendingOutput
{
    private PooledBuffer _bytes;
    private FileSlice _file;
    private FilePart[]? _parts;
    private int _nextPart;
    private ReadOnlyMemory<byte> _epilogue;

    /// <summary>The position after the last byte put in.</summary>
    public long Queued { get; private set; }

    /// <summary>The position after the last byte the kernel took.</summary>
    public long Sent { get; private set; }

    public readonly bool IsEmpty => _bytes.Length == 0 && _file.Handle is null;

    public readonly int Length => _bytes.Length;

    public readonly ReadOnlySpan<byte> Bytes => _bytes.Span;

    public readonly FileSlice File => _file;

    public readonly bool HasFile => _file.Handle is not null;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _bytes.Append(bytes);
        Queued += bytes.Length;
    }

    /// <summary>Adds an answer, and takes over its reference on the file.</summary>
    public void Add(in Response response, in ResponseWriter.Context context)
    {
        int before = _bytes.Length;
        ResponseWriter.Write(in response, in context, ref _bytes);
        Queued += _bytes.Length - before;
        if (response.File.Handle is null)
            return;
        _file = response.File;
        _parts = response.Parts;
        _epilogue = response.Epilogue;
        if (context.IsHead || !ResponseWriter.SendsFile(in response) || response.ContentLength == 0)
        {
            ReleaseFile();
            return;
        }
        Queued += response.ContentLength;
        if (_parts is not null)
            GoToNextPart();
    }

    /// <summary>The kernel took <paramref name="count"/> bytes; false if the file has fewer than it had.</summary>
    public bool TryTake(long count)
    {
        Sent += count;
        if (_bytes.Length > 0)
        {
            _bytes.Consume((int)count);
            return true;
        }
        _file = _file with { Offset = _file.Offset + count, Length = _file.Length - count };
        if (_file.Length == 0)
            GoToNextPart();
        return count > 0;
    }

    public void Release()
    {
        _bytes.Release();
        ReleaseFile();
    }

    // One reference on the handle serves all parts of an answer.
    private void GoToNextPart()
    {
        if (_parts is null || _nextPart == _parts.Length)
        {
            if (_epilogue.Length > 0)
                _bytes.Append(_epilogue.Span);
            ReleaseFile();
            return;
        }
        FilePart part = _parts[_nextPart++];
        _bytes.Append(part.Preamble.Span);
        _file = _file with { Offset = part.Offset, Length = part.Length };
    }

    private void ReleaseFile()
    {
        _file.Handle?.DangerousRelease();
        _file = default;
        _parts = null;
        _nextPart = 0;
        _epilogue = default;
    }
}
