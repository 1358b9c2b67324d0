using System.Globalization;

namespace Weft.Tests.Conformance;

/// <summary>Compares what a server did with what a case asks.</summary>
public static class Verdict
{
    /// <summary>All that is wrong, or nothing.</summary>
    /// <param name="expected">The case.</param>
    /// <param name="stream">Everything the server sent.</param>
    /// <param name="isClosed">Whether the server has ended the connection.</param>
    public static IReadOnlyList<string> Of(ConformanceCase expected, ReadOnlySpan<byte> stream, bool isClosed)
    {
        ArgumentNullException.ThrowIfNull(expected);
        IReadOnlyList<Reply> replies;
        bool[] isToHead = [.. expected.Answers.Where(static a => a.Statuses[0] >= 200).Select(static a => a.IsToHead)];
        try
        {
            replies = ResponseReader.ReadAll(stream, answer => answer < isToHead.Length && isToHead[answer]);
        }
        catch (FormatException fault)
        {
            return [$"malformed: {fault.Message}"];
        }
        if (expected.HasOptionalInterim)
            replies = [.. replies.Where(static reply => !reply.IsInterim)];
        return [.. Compare(expected, replies), .. CompareEnd(expected, replies, isClosed)];
    }

    private static IEnumerable<string> Compare(ConformanceCase expected, IReadOnlyList<Reply> replies)
    {
        if (replies.Count != expected.Answers.Count)
        {
            yield return $"{expected.Answers.Count} answers expected, {replies.Count} came: "
                + string.Join(' ', replies.Select(static r => r.Status.ToString(CultureInfo.InvariantCulture)));
        }
        foreach ((ExpectedAnswer answer, Reply reply) in expected.Answers.Zip(replies))
        {
            if (!answer.Statuses.Contains(reply.Status))
                yield return $"{string.Join(" or ", answer.Statuses)} expected, {reply.Status} came";
            foreach (string? fault in answer.Checks.Select(check => check.Fault(reply)).Where(static fault => fault is not null))
                yield return $"{reply.Status}: {fault}";
        }
    }

    private static IEnumerable<string> CompareEnd(ConformanceCase expected, IReadOnlyList<Reply> replies, bool isClosed)
    {
        if (isClosed != (expected.End == ConnectionEnd.Close))
            yield return isClosed ? "the connection was closed" : "the connection was kept";
        foreach (Reply reply in replies.SkipLast(1).Where(static reply => reply.SaysClose))
            yield return $"a {reply.Status} says close and is not the last answer";
        // Whoever closes says so first; a client that has finished sending, or says nothing any more, knows it anyway.
        bool last = replies.Count > 0 && replies[^1].SaysClose;
        if (replies.Count > 0 && last != (expected.End == ConnectionEnd.Close) && !expected.ClientFinishes && !expected.NeedsTime)
            yield return last ? "the last answer says close" : "the last answer does not say close";
    }
}
