using System.Diagnostics;
using System.Text;

namespace Weft.Tests.Soak.Scenarios;

/// <summary>Clients that leave when they please, or say nothing.</summary>
internal static class Leaving
{
    /// <summary>Leaves in the middle of a large answer, with or without a reset, having read some of it or nothing.</summary>
    public static async Task InDownloadAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        if (session.Random.Next(2) == 0)
            connection.ResetOnClose();
        StaticFile file = session.Pick(session.Random.Next(2) == 0 ? session.Site.Large : session.Site.Medium);
        await connection.SendAsync(Session.Get(file.Path) + Session.Get(file.Path));
        for (int reads = session.Random.Next(6); reads > 0; reads--)
            await connection.SkipAsync();
        if (session.Random.Next(2) == 0)
            await session.PauseAsync(session.Random.Next(300));
    }

    /// <summary>Leaves before its request is whole; a server has nothing to say to half a request.</summary>
    public static async Task InRequestAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        string request = Session.Get("/small/1/f100.txt", "Content-Length: 5\r\n") + "abc";
        await connection.SendAsync(request[..session.Random.Next(request.Length)]);
        if (session.Random.Next(2) == 0)
            await session.PauseAsync(session.Random.Next(100));
        switch (session.Random.Next(3))
        {
            case 0:
                connection.ResetOnClose();
                break;
            case 1:
                connection.Finish();
                await connection.ExpectEndAsync();
                break;
        }
    }

    /// <summary>Says that it has no more to say, and still gets every answer.</summary>
    public static async Task HalfClosedAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        StaticFile[] files = [.. Enumerable.Range(0, session.Random.Next(1, 10)).Select(_ => session.Pick(session.Site.Small))];
        StaticFile last = session.Random.Next(10) == 0 ? session.Pick(session.Site.Large) : session.Pick(session.Site.Medium);
        StringBuilder requests = new();
        foreach (StaticFile file in files)
            requests.Append(Session.Get(file.Path));
        await connection.SendAsync(requests.Append(Session.Get(last.Path)).ToString());
        connection.Finish();
        foreach (StaticFile file in files)
            await session.FileAsync(connection, file);
        await session.FileAsync(connection, last);
        await connection.ExpectEndAsync();
    }

    /// <summary>Says nothing any more, between requests or within one, until the server's patience of 30 s is over.</summary>
    public static async Task SilentAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        int kind = session.Random.Next(3);
        if (kind == 1)
        {
            StaticFile file = session.Pick(session.Site.Small);
            await connection.SendAsync(Session.Get(file.Path));
            await session.FileAsync(connection, file);
        }
        else if (kind == 2)
        {
            await connection.SendAsync("GET / HTTP/1.1\r\nHost: so");
        }
        long start = Stopwatch.GetTimestamp();
        if (kind == 2)
            _ = await session.StatusAsync(connection, 408);
        await connection.ExpectEndAsync();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (seconds is < 28 or > 45)
            throw new WrongAnswerException(FormattableString.Invariant($"closed after {seconds:0.0} s of silence, where 30 are right"));
    }

    /// <summary>A hundred connections at once: some ask, some begin to ask, some say nothing. Then all are gone.</summary>
    public static async Task ManyAtOnceAsync(Session session)
    {
        var connections = new List<Connection>();
        try
        {
            for (int i = 0; i < 100; i++)
                connections.Add(await session.ConnectAsync());
            foreach ((int i, Connection connection) in connections.Index())
            {
                if (i % 3 == 0)
                    await connection.SendAsync(Session.Get(session.Site.Small[i].Path));
                else if (i % 3 == 1)
                    await connection.SendAsync("GET /half HTTP/1.1\r\n");
            }
            foreach ((int i, Connection connection) in connections.Index().Where(each => each.Index % 3 == 0))
                await session.FileAsync(connection, session.Site.Small[i]);
        }
        finally
        {
            foreach (Connection connection in connections)
            {
                if (session.Random.Next(2) == 0)
                    connection.ResetOnClose();
                connection.Dispose();
            }
        }
    }
}
