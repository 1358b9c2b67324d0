using Weft.Http;
using Xunit;

namespace Weft.Tests.Conformance;

/// <summary>
/// Every case in memory: whole, byte by byte, cut in two at every place, with other limits of one receive call, and with
/// a request behind it. However the bytes come, the answers are the same to the last byte.
/// </summary>
public sealed class InMemoryTests(SiteUnderTest site) : IClassFixture<SiteUnderTest>
{
    private const int LongInput = 1500;

    private static readonly byte[] Probe = [.. "GET /hello.txt HTTP/1.1\r\nHost: probe\r\n\r\n"u8];

    private IReadOnlyDictionary<string, ConformanceCase> Cases => site.Cases;

    public static TheoryData<string> All => [.. CaseFile.LoadAll().Select(static each => each.Id)];

    public static TheoryData<string> Rows =>
        [.. CaseFile.LoadAll().Select(static each => each.Row).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public void Whole(string id)
    {
        Transcript played = Play(Cases[id], AtOnce);
        Assert.Empty(Verdict.Of(Cases[id], played.Sent, played.IsClosed));
        Assert.Equal(Cases[id].End == ConnectionEnd.Keep, played.IsIdle);
        Assert.False(played.IsAborted);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ByteByByte(string id) => AssertSame(id, [SplitEverywhere]);

    /// <summary>Both for a row at once, long inputs only whole: what mutation runs, where a test costs more than its bytes.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void WholeAndByteByByte(string row)
    {
        foreach (ConformanceCase its in Cases.Values.Where(its => its.Row == row))
        {
            Whole(its.Id);
            if (Longest(its) <= LongInput)
                ByteByByte(its.Id);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CutInTwo(string id) => AssertSame(id, Places(Cases[id], Longest(Cases[id])).Select(CutAt));

    [Theory]
    [MemberData(nameof(All))]
    public void WithOtherReceiveLimits(string id)
    {
        foreach (int limit in (int[])[1, 100, 1024 * 1024])
            AssertSame(id, [AtOnce], new HttpLimits { ReceiveBytes = limit });
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WithARequestBehindIt(string id)
    {
        ConformanceCase its = Cases[id];
        if (its.End == ConnectionEnd.Wait || its.Actions[^1] is not SendBytes last)
            return;
        ClientAction[] longer = [.. its.Actions.SkipLast(1), new SendBytes([.. last.Bytes, .. Probe])];
        byte[] alone = WithoutInterim(its, Play(its, AtOnce).Sent);
        Transcript played = InMemoryClient.Play(new HttpLimits(), site.Handler, longer, AtOnce);
        byte[] sent = WithoutInterim(its, played.Sent);
        Assert.Equal(alone, sent[..Math.Min(alone.Length, sent.Length)]);
        ReadOnlySpan<byte> rest = sent.AsSpan(alone.Length);
        if (its.End == ConnectionEnd.Close)
        {
            Assert.Equal("", Escapes.Encode(rest));
            return;
        }
        Reply reply = Assert.Single(ResponseReader.ReadAll(rest, static _ => false));
        Assert.Equal(200, reply.Status);
        Assert.Equal("hello world"u8, reply.Body);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> AtOnce(byte[] bytes) => [bytes];

    private static IEnumerable<ReadOnlyMemory<byte>> SplitEverywhere(byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
            yield return bytes.AsMemory(i, 1);
    }

    private static Func<byte[], IEnumerable<ReadOnlyMemory<byte>>> CutAt(int place) =>
        bytes => place < bytes.Length ? [bytes.AsMemory(0, place), bytes.AsMemory(place)] : [bytes];

    private static int Longest(ConformanceCase its) =>
        its.Actions.OfType<SendBytes>().Select(static send => send.Bytes.Length).DefaultIfEmpty().Max();

    // Every place of a short input; of a long one the ends of its lines, its ends, and a sample between.
    private static SortedSet<int> Places(ConformanceCase its, int longest)
    {
        if (longest <= LongInput)
            return [.. Enumerable.Range(1, Math.Max(0, longest - 1))];
        var places = new SortedSet<int>(Enumerable.Range(1, 40).Select(i => longest / 41 * i)) { 1, longest - 1 };
        foreach (SendBytes send in its.Actions.OfType<SendBytes>())
        {
            int lines = 0;
            for (int i = 0; i < send.Bytes.Length && lines < 30; i++)
            {
                if (send.Bytes[i] != '\n')
                    continue;
                lines++;
                places.UnionWith([i, i + 1, i + 2]);
            }
        }
        places.Remove(0);
        return places;
    }

    private Transcript Play(ConformanceCase its, Func<byte[], IEnumerable<ReadOnlyMemory<byte>>> cut, HttpLimits? limits = null) =>
        InMemoryClient.Play(limits ?? new HttpLimits(), site.Handler, its.Actions, cut);

    private void AssertSame(string id, IEnumerable<Func<byte[], IEnumerable<ReadOnlyMemory<byte>>>> cuts, HttpLimits? limits = null)
    {
        ConformanceCase its = Cases[id];
        Transcript whole = Play(its, AtOnce);
        byte[] expected = WithoutInterim(its, whole.Sent);
        foreach (Func<byte[], IEnumerable<ReadOnlyMemory<byte>>> cut in cuts)
        {
            Transcript other = Play(its, cut, limits);
            byte[] actual = WithoutInterim(its, other.Sent);
            if (!expected.AsSpan().SequenceEqual(actual))
                Assert.Equal(Escapes.Encode(expected), Escapes.Encode(actual));
            Assert.Equal(whole.IsClosed, other.IsClosed);
            Assert.Equal(whole.IsIdle, other.IsIdle);
        }
    }

    // Whether 100 Continue comes may depend on what had come before; only cases that say so are excused.
    private static byte[] WithoutInterim(ConformanceCase its, byte[] sent)
    {
        ReadOnlySpan<byte> interim = "HTTP/1.1 100 Continue\r\n\r\n"u8;
        int at = its.HasOptionalInterim ? sent.AsSpan().IndexOf(interim) : -1;
        return at < 0 ? sent : [.. sent[..at], .. sent[(at + interim.Length)..]];
    }
}
