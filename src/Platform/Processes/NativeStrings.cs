using System.Text;

namespace Weft.Platform.Processes;

/// <summary>A list of strings as execve(2) takes it: pointers to NUL-terminated UTF-8, and a null pointer.</summary>
internal sealed unsafe class NativeStrings
{
    // Both arrays are pinned for as long as they live, so that pointers into them stay true.
    private readonly nint[] _pointers;
    private readonly byte[] _text;

    /// <exception cref="ArgumentException">A string holds a NUL, which would cut it short.</exception>
    public NativeStrings(IReadOnlyList<string> strings)
    {
        _pointers = GC.AllocateArray<nint>(strings.Count + 1, pinned: true);
        _text = GC.AllocateArray<byte>(strings.Sum(s => Encoding.UTF8.GetByteCount(s) + 1), pinned: true);
        int at = 0;
        for (int i = 0; i < strings.Count; i++)
        {
            if (strings[i].Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException("A string for another program cannot hold a NUL.", nameof(strings));
            fixed (byte* start = &_text[at])
                _pointers[i] = (nint)start;
            at += Encoding.UTF8.GetBytes(strings[i], _text.AsSpan(at)) + 1;
        }
    }

    /// <summary>The first pointer; good while this object is alive.</summary>
    public byte** Pointers
    {
        get
        {
            fixed (nint* start = _pointers)
                return (byte**)start;
        }
    }
}
