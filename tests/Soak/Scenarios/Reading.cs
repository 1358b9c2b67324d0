using System.Text;

namespace Weft.Tests.Soak.Scenarios;

/// <summary>Clients that ask for files and read all of them.</summary>
internal static class Reading
{
    /// <summary>Batches of requests, each batch sent at once.</summary>
    public static async Task SmallAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        for (int batches = session.Random.Next(1, 6); batches > 0; batches--)
        {
            StringBuilder requests = new();
            var files = new List<StaticFile>();
            for (int count = session.Random.Next(3) == 0 ? session.Random.Next(1, 33) : 1; count > 0; count--)
            {
                files.Add(session.Pick(session.Site.Small));
                requests.Append(Session.Get(files[^1].Path));
            }
            await connection.SendAsync(requests.ToString());
            foreach (StaticFile file in files)
                await session.FileAsync(connection, file);
        }
    }

    public static async Task ConnectionEachAsync(Session session)
    {
        for (int count = session.Random.Next(1, 8); count > 0; count--)
        {
            using Connection connection = await session.ConnectAsync();
            StaticFile file = session.Pick(session.Site.Small);
            await connection.SendAsync(Session.Get(file.Path, "Connection: close\r\n"));
            await session.FileAsync(connection, file);
            await connection.ExpectEndAsync();
        }
    }

    /// <summary>That nothing follows the head is seen by what follows it.</summary>
    public static async Task HeadAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        StaticFile file = session.PickFile();
        StaticFile next = session.Pick(session.Site.Small);
        await connection.SendAsync(Session.Request("HEAD", file.Path, "Range: bytes=0-1\r\n") + Session.Get(next.Path));
        await session.HeadOfFileAsync(connection, file);
        await session.FileAsync(connection, next);
    }

    public static async Task OtherAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        StaticFile file = session.Pick(session.Site.Small);
        await connection.SendAsync(
            Session.Get($"/missing/{session.Random.Next()}") + Session.Get("/small/1?a=b") + Session.Get("/list/")
            + Session.Request("POST", "/list/", "Content-Length: 3\r\n") + "abc" + Session.Get(file.Path + "?x"));
        _ = await session.StatusAsync(connection, 404);
        await session.RedirectAsync(connection, "/small/1/?a=b");
        await session.ListingAsync(connection);
        _ = await session.StatusAsync(connection, 405);
        await session.FileAsync(connection, file);
    }

    public static async Task MediumAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        for (int count = session.Random.Next(1, 4); count > 0; count--)
        {
            StaticFile file = session.Pick(session.Site.Medium);
            await connection.SendAsync(Session.Get(file.Path));
            await session.FileAsync(connection, file);
        }
    }

    public static async Task LargeAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        StaticFile file = session.Pick(session.Site.Large);
        await connection.SendAsync(Session.Get(file.Path));
        await session.FileAsync(connection, file);
    }

    /// <summary>Reads a little, waits, reads a little: 100 to 600 KB/s, for some seconds.</summary>
    public static async Task SlowAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync(window: 16 * 1024);
        StaticFile file = session.Pick(session.Site.Large);
        long length = session.Random.Next(1, 4) * 1_000_000L;
        long first = session.Random.NextInt64(file.Size - length);
        await connection.SendAsync(Session.Get(file.Path, $"Range: bytes={first}-{first + length - 1}\r\n"));
        await Ranged.ReadSingleAsync(session, connection, file, first, length, () => session.PauseAsync(session.Random.Next(30, 100)));
    }
}
