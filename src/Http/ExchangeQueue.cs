using System.Text;

namespace Weft.Http;

/// <summary>The exchanges whose answers are not wholly sent, in order. It exists only while somebody watches.</summary>
internal sealed class ExchangeQueue(Action<Exchange> finished)
{
    private readonly Queue<Entry> _open = new();

    private readonly record struct Entry(
        string RequestLine, Status Status, Exception? Failure, long Start, long End, TimeSpan Since);

    /// <summary>An answer has been put into the output.</summary>
    /// <param name="requestLine">The bytes of the request line, or none.</param>
    /// <param name="status">What was answered.</param>
    /// <param name="failure">Why a handler failed, or null.</param>
    /// <param name="start">The position of its first byte in all that the connection sends.</param>
    /// <param name="end">The position after its last byte.</param>
    /// <param name="since">When the request began.</param>
    public void Add(ReadOnlySpan<byte> requestLine, Status status, Exception? failure, long start, long end, TimeSpan since) =>
        _open.Enqueue(new Entry(Encoding.Latin1.GetString(requestLine), status, failure, start, end, since));

    /// <summary>Reports those that are wholly sent.</summary>
    public void Report(long sent, TimeSpan now)
    {
        while (_open.TryPeek(out Entry entry) && entry.End <= sent)
            Finish(_open.Dequeue(), sent, now);
    }

    /// <summary>The connection is over: reports the rest as they are.</summary>
    public void Abandon(long sent, TimeSpan now)
    {
        while (_open.TryDequeue(out Entry entry))
            Finish(entry, sent, now);
    }

    private void Finish(in Entry entry, long sent, TimeSpan now) => finished(new Exchange(
        entry.RequestLine,
        entry.Status,
        Math.Clamp(sent, entry.Start, entry.End) - entry.Start,
        sent >= entry.End,
        now - entry.Since,
        entry.Failure));
}
