using System.Diagnostics;

namespace Weft.Tests.Soak.Scenarios;

/// <summary>Clients that hold the server to its promise: no answer is older than its request.</summary>
internal static class Fresh
{
    public static async Task ReadAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        LiveFile favourite = session.Pick(session.Site.Live);
        for (int count = session.Random.Next(1, 12); count > 0; count--)
        {
            // One file again and again is where a cache would show an old state.
            LiveFile file = session.Random.Next(3) > 0 ? favourite : session.Pick(session.Site.Live);
            await connection.SendAsync(Session.Get(file.Path));
            _ = await session.LiveAsync(connection, file);
            if (session.Random.Next(3) == 0)
                await session.PauseAsync(session.Random.Next(200));
        }
    }

    public static Task ConditionalAsync(Session session) =>
        session.Random.Next(2) == 0 ? UnchangedAsync(session) : PerhapsChangedAsync(session);

    private static async Task UnchangedAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        StaticFile file = session.PickFile();
        await connection.SendAsync(Session.Request("HEAD", file.Path));
        await session.HeadOfFileAsync(connection, file);
        StaticFile small = session.Pick(session.Site.Small);
        await connection.SendAsync(
            Session.Get(file.Path, $"If-None-Match: \"x\", {file.EntityTag}\r\nRange: bytes=0-0\r\n")
            + Session.Get(file.Path, $"If-Modified-Since: {file.LastModified}\r\n")
            + Session.Get(small.Path, "If-None-Match: \"other\"\r\n")
            + Session.Get(file.Path, "If-Match: \"other\"\r\n"));
        for (int i = 0; i < 2; i++)
        {
            Answer answer = await session.StatusAsync(connection, 304);
            answer.Expect("ETag", file.EntityTag!);
            if (answer.Has("Content-Type") || !answer.Has("Expires"))
                throw new WrongAnswerException("the fields of a 304");
        }
        await session.FileAsync(connection, small);
        _ = await session.StatusAsync(connection, 412);
    }

    /// <summary>304 is right as long as the file may be what it was, and 200 as soon as it may be something else.</summary>
    private static async Task PerhapsChangedAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        LiveFile file = session.Pick(session.Site.Live);
        await connection.SendAsync(Session.Get(file.Path));
        (int version, string entityTag) = await session.LiveAsync(connection, file);
        if (version < 0 || entityTag.Length == 0)
            return;
        for (int count = session.Random.Next(1, 6); count > 0; count--)
        {
            await session.PauseAsync(session.Random.Next(400));
            await connection.SendAsync(Session.Get(file.Path, $"If-None-Match: {entityTag}\r\n"));
            Answer answer = await connection.ReadHeadAsync();
            if (answer.Status == 304)
            {
                session.Tally.CountAnswer();
                Expected.RequireFresh(file, version, connection.SentAt, Stopwatch.GetTimestamp());
                continue;
            }
            (int shown, string newTag) = await session.LiveAsync(connection, file, answer);
            if (shown < 0 || newTag.Length == 0)
                return;
            if (shown == version || newTag == entityTag)
                throw new WrongAnswerException($"{file.Path}: 200 with version {shown}, {newTag} to who has version {version}, {entityTag}");
            (version, entityTag) = (shown, newTag);
        }
    }
}
