namespace Weft.Content;

/// <summary>
/// The files that were asked for lately, by path. A set-associative table: a path hashes to one set of eight slots, readers
/// look through those without a lock, writers replace one slot under a lock. It never says whether a file is still as it
/// was: that takes a look at the file.
/// </summary>
internal sealed class FileCache : IDisposable
{
    private const int Ways = 8;
    private const int MostEntries = 1 << 20;

    private readonly Representation?[] _slots;
    private readonly long _mostBytes;
    private readonly int _mostHandles;
    private readonly Lock _writing = new();
    private int _hand;
    private bool _isClosed;

    /// <summary>An empty cache with the bounds of <paramref name="options"/>.</summary>
    public FileCache(ContentOptions options)
    {
        if (options.CacheEntries is < 0 or > MostEntries || options.CacheBytes < 0 || options.CacheHandles < 0)
            throw new ArgumentOutOfRangeException(nameof(options), options, "A bound of the cache is out of its range.");
        _isClosed = options.CacheEntries == 0;
        _slots = new Representation?[Math.Max(Ways, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)options.CacheEntries))];
        _mostBytes = options.CacheBytes;
        _mostHandles = options.CacheHandles;
    }

    /// <summary>How many files are kept.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of memory they take.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many of them are held open.</summary>
    public int Handles { get; private set; }

    /// <summary>The file last kept under a path, or null.</summary>
    public Representation? Find(ReadOnlySpan<byte> path)
    {
        Span<Representation?> set = SetOf(path);
        for (int way = 0; way < set.Length; way++)
        {
            Representation? file = Volatile.Read(ref set[way]);
            if (file is null || !path.SequenceEqual(file.Path))
                continue;
            // Written only when it changes, or every core would fight for this line of memory.
            if (!file.IsUsed)
                file.IsUsed = true;
            return file;
        }
        return null;
    }

    /// <summary>Keeps a file, in the place of an older state of it, if the bounds allow it.</summary>
    public void Keep(Representation file)
    {
        lock (_writing)
        {
            if (_isClosed || file.Cost > _mostBytes || (file.HasHandle && _mostHandles == 0))
            {
                file.Close();
                return;
            }
            Span<Representation?> set = SetOf(file.Path);
            Put(ref set[ChooseWay(set, file.Path)], file);
            while (Bytes > _mostBytes || Handles > _mostHandles)
                Sweep(file);
        }
    }

    /// <summary>Drops a file that is no longer as it was.</summary>
    public void Drop(Representation file)
    {
        lock (_writing)
        {
            foreach (ref Representation? slot in SetOf(file.Path))
            {
                if (slot == file)
                    Put(ref slot, null);
            }
        }
    }

    /// <summary>Drops everything, and keeps nothing from now on.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _isClosed = true;
            foreach (ref Representation? slot in _slots.AsSpan())
                Put(ref slot, null);
        }
    }

    private Span<Representation?> SetOf(ReadOnlySpan<byte> path)
    {
        // Seeded at random in each process, so nobody can choose names that share a set.
        HashCode hash = default;
        hash.AddBytes(path);
        int set = hash.ToHashCode() & ((_slots.Length / Ways) - 1);
        return _slots.AsSpan(set * Ways, Ways);
    }

    /// <summary>The slot of the same path, else a free one, else one that was not used of late.</summary>
    private static int ChooseWay(Span<Representation?> set, ReadOnlySpan<byte> path)
    {
        int free = -1;
        int unused = -1;
        for (int way = 0; way < set.Length; way++)
        {
            if (set[way] is not { } file)
                free = way;
            else if (path.SequenceEqual(file.Path))
                return way;
            else if (!file.IsUsed)
                unused = way;
            else if (unused < 0)
                file.IsUsed = false;
        }
        return free >= 0 ? free : Math.Max(unused, 0);
    }

    /// <summary>One step of the clock's hand: who was not used since it last came by has to go.</summary>
    private void Sweep(Representation newest)
    {
        ref Representation? slot = ref _slots[_hand++ & (_slots.Length - 1)];
        if (slot is null || slot == newest)
            return;
        if (slot.IsUsed)
            slot.IsUsed = false;
        else
            Put(ref slot, null);
    }

    private void Put(ref Representation? slot, Representation? file)
    {
        Representation? old = slot;
        Volatile.Write(ref slot, file);
        Account(file, 1);
        Account(old, -1);
        old?.Close();
    }

    private void Account(Representation? file, int sign)
    {
        if (file is null)
            return;
        Count += sign;
        Bytes += sign * file.Cost;
        Handles += file.HasHandle ? sign : 0;
    }
}
