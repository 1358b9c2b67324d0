using System.Buffers;

namespace Weft.Http;

/// <summary>
/// Bytes that come in at the end and go out at the start. The array is rented only while there are bytes, so ten thousand
/// idle connections hold none.
/// </summary>
internal struct PooledBuffer
{
    private const int SmallestArray = 4096;

    private byte[]? _array;
    private int _start;
    private int _end;

    public readonly int Length => _end - _start;

    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(_start, _end - _start);

    /// <summary>Room for at least <paramref name="size"/> bytes at the end; <see cref="Advance"/> says how many were written.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_array is null)
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(size, SmallestArray));
        else if (_array.Length - _end < size)
            MakeRoom(size);
        return _array.AsSpan(_end);
    }

    public void Advance(int count) => _end += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _end += bytes.Length;
    }

    /// <summary>Drops bytes at the start.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            Release();
    }

    /// <summary>Drops all but the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        _end = _start + length;
        if (length == 0)
            Release();
    }

    public void Release()
    {
        if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        _start = _end = 0;
    }

    private void MakeRoom(int size)
    {
        byte[] old = _array!;
        int length = Length;
        byte[] target = length + size <= old.Length ? old : ArrayPool<byte>.Shared.Rent(Math.Max(length + size, old.Length * 2));
        Span.CopyTo(target);
        if (target != old)
            ArrayPool<byte>.Shared.Return(old);
        _array = target;
        _start = 0;
        _end = length;
    }
}
