using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Weft.Tests.Soak;

/// <summary>How a file changes.</summary>
internal enum LiveKind
{
    /// <summary>A new file is renamed over the old one: every reader sees one state or the other.</summary>
    Replaced,

    /// <summary>Its bytes are written over: who reads meanwhile may see anything, who reads afterwards may not.</summary>
    Overwritten,

    /// <summary>Every second change removes it.</summary>
    Fleeting,
}

/// <summary>
/// A file that is changed during the run, and the times of all its changes: so it can be told which states an answer may
/// show. A change that was completed before the first byte of a request was sent must be seen by it.
/// </summary>
internal sealed class LiveFile(string folder, string name, LiveKind kind, uint number, int smallest, int largest)
{
    private readonly List<Change> _changes = [];
    private readonly Lock _guard = new();
    private readonly string _file = System.IO.Path.Combine(folder, name);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Change(long Started, long Completed);

    public string Path { get; } = $"/live/{name}";

    public LiveKind Kind { get; } = kind;

    /// <summary>When the last change was completed.</summary>
    public long LastChange { get; private set; }

    public ContentKey KeyOf(int version) => new(number, (uint)version);

    /// <summary>How large a version is; a file that is written over keeps its size, or readers would see it cut.</summary>
    public int SizeOf(int version) =>
        Kind == LiveKind.Overwritten ? smallest : smallest + (int)((long)version * 7919 % (largest - smallest));

    public bool Exists(int version) => Kind != LiveKind.Fleeting || version % 2 == 0;

    /// <summary>Changes it to its next version.</summary>
    public void Advance()
    {
        int version = _changes.Count;
        byte[] content = Exists(version) ? Pattern.Make(KeyOf(version), SizeOf(version)) : [];
        string next = System.IO.Path.Combine(folder, ".next");
        if (Exists(version) && Kind != LiveKind.Overwritten)
            File.WriteAllBytes(next, content);

        lock (_guard)
            _changes.Add(new Change(Stopwatch.GetTimestamp(), long.MaxValue));
        if (!Exists(version))
            File.Delete(_file);
        else if (Kind == LiveKind.Overwritten)
            Overwrite(content);
        else
            File.Move(next, _file, overwrite: true);
        lock (_guard)
            _changes[version] = _changes[version] with { Completed = Stopwatch.GetTimestamp() };
        LastChange = Stopwatch.GetTimestamp();
    }

    /// <summary>Whether an answer may show this version: it had begun when the answer was there, and the next had not been
    /// completed when the request was sent.</summary>
    public bool MayShow(int version, long sent, long received)
    {
        lock (_guard)
        {
            return version >= 0 && version < _changes.Count && _changes[version].Started <= received
                && (version + 1 == _changes.Count || _changes[version + 1].Completed >= sent);
        }
    }

    /// <summary>Whether an answer may show any version for which this holds.</summary>
    public bool MayShowAny(Func<int, bool> holds, long sent, long received)
    {
        int version;
        lock (_guard)
            version = _changes.Count - 1;
        for (; version >= 0; version--)
        {
            if (MayShow(version, sent, received) && holds(version))
                return true;
            lock (_guard)
            {
                if (_changes[version].Completed < sent)
                    return false;
            }
        }
        return false;
    }

    /// <summary>Whether a change was going on between the two times, so that an answer may show half of it.</summary>
    public bool MayBeTorn(long sent, long received)
    {
        if (Kind != LiveKind.Overwritten)
            return false;
        lock (_guard)
            return _changes.Exists(change => change.Started <= received && change.Completed >= sent);
    }

    /// <summary>What happened around a request, for the report of a wrong answer.</summary>
    public string Describe(long sent, long received)
    {
        lock (_guard)
        {
            IEnumerable<string> near = _changes.Index().TakeLast(4).Select(change =>
                $"{change.Index}: {Milliseconds(change.Item.Started, sent)}..{Milliseconds(change.Item.Completed, sent)}");
            return $"changes in ms after the request was sent: {string.Join(", ", near)}; received {Milliseconds(received, sent)}";
        }
    }

    private static string Milliseconds(long time, long origin) => time == long.MaxValue
        ? "?"
        : FormattableString.Invariant($"{(time - origin) * 1000.0 / Stopwatch.Frequency:0.00}");

    private void Overwrite(byte[] content)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(_file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, content, 0);
    }
}
