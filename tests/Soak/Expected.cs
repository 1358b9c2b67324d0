using System.Diagnostics;
using System.Text;

namespace Weft.Tests.Soak;

/// <summary>Reads the answer to a request, and sees that it is the right one.</summary>
internal static class Expected
{
    public static async Task FileAsync(this Session session, Connection connection, StaticFile file, Func<Task>? pause = null)
    {
        Answer answer = await connection.ReadHeadAsync();
        CheckHead(answer, file);
        await connection.ReadBodyAsync(answer, file.CheckBytes, 0, pause);
        session.Tally.CountAnswer();
    }

    public static async Task HeadOfFileAsync(this Session session, Connection connection, StaticFile file)
    {
        CheckHead(await connection.ReadHeadAsync(isToHead: true), file);
        session.Tally.CountAnswer();
    }

    /// <summary>An error with its page; what the page says is the conformance tests' business.</summary>
    public static async Task<Answer> StatusAsync(this Session session, Connection connection, int status)
    {
        Answer answer = await connection.ReadHeadAsync();
        answer.Expect(status);
        _ = await connection.ReadBodyAsync(answer);
        session.Tally.CountAnswer();
        return answer;
    }

    public static async Task RedirectAsync(this Session session, Connection connection, string location)
    {
        Answer answer = await session.StatusAsync(connection, 301);
        answer.Expect("Location", location);
    }

    public static async Task ListingAsync(this Session session, Connection connection)
    {
        Answer answer = await connection.ReadHeadAsync();
        answer.Expect(200);
        answer.Expect("Cache-Control", "no-cache");
        string page = Encoding.UTF8.GetString(await connection.ReadBodyAsync(answer));
        if (!page.EndsWith("</html>\n", StringComparison.Ordinal) || !session.Site.Listed.TrueForAll(name => page.Contains($"href=\"{name}\"", StringComparison.Ordinal)))
            throw new WrongAnswerException("a listing that is not whole");
        session.Tally.CountAnswer();
    }

    /// <summary>The answer for a file that changes: a state of it that it was in between request and answer.</summary>
    /// <returns>The version that was shown and its entity tag; version -1 if that is not certain.</returns>
    public static async Task<(int Version, string EntityTag)> LiveAsync(this Session session, Connection connection, LiveFile file)
    {
        Answer answer = await connection.ReadHeadAsync();
        return await session.LiveAsync(connection, file, answer);
    }

    public static async Task<(int Version, string EntityTag)> LiveAsync(this Session session, Connection connection, LiveFile file, Answer answer)
    {
        long sent = connection.SentAt;
        byte[] body = await connection.ReadBodyAsync(answer);
        long received = Stopwatch.GetTimestamp();
        session.Tally.CountAnswer();
        if (answer.Status == 404 && file.MayShowAny(version => !file.Exists(version), sent, received))
            return (-1, "");
        answer.Expect(200);
        if (file.MayBeTorn(sent, received))
            return (-1, "");
        if (body.Length < Pattern.StampBytes)
            throw new WrongAnswerException($"{file.Path} with {body.Length} bytes");
        int shown = (int)Pattern.ReadKey(body).Version;
        if (Pattern.FindDifference(body, file.KeyOf(shown), 0) is >= 0 and long difference)
            throw new WrongAnswerException($"{file.Path} torn at byte {difference} of version {shown}; {file.Describe(sent, received)}");
        if (body.Length != file.SizeOf(shown))
            throw new WrongAnswerException($"{file.Path} version {shown} with {body.Length} bytes; it has {file.SizeOf(shown)}");
        RequireFresh(file, shown, sent, received);
        return (shown, answer.Has("ETag") ? answer.Require("ETag") : "");
    }

    public static void RequireFresh(LiveFile file, int version, long sent, long received)
    {
        if (!file.MayShow(version, sent, received))
            throw new WrongAnswerException($"{file.Path} not fresh: version {version}; {file.Describe(sent, received)}");
    }

    private static void CheckHead(Answer answer, StaticFile file)
    {
        answer.Expect(200);
        answer.ExpectLength(file.Size);
        answer.Expect("Content-Type", file.Type);
        file.CheckFields(answer);
    }
}
