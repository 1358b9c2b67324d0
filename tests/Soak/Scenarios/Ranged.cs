using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Weft.Tests.Soak.Scenarios;

/// <summary>Clients that ask for parts.</summary>
internal static class Ranged
{
    private const int LongestRange = 500_000;

    public static async Task SingleAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        for (int count = session.Random.Next(1, 5); count > 0; count--)
        {
            StaticFile file = PickWithContent(session);
            if (session.Random.Next(8) == 0)
            {
                await connection.SendAsync(Session.Get(file.Path, $"Range: bytes={file.Size}-\r\n"));
                Answer answer = await session.StatusAsync(connection, 416);
                answer.Expect("Content-Range", $"bytes */{file.Size}");
                continue;
            }
            long length = session.Random.NextInt64(1, Math.Min(file.Size, LongestRange) + 1);
            long first = session.Random.NextInt64(file.Size - length + 1);
            int kind = session.Random.Next(3);
            if (kind > 0)
                first = file.Size - length;
            string range = kind switch { 0 => $"{first}-{first + length - 1}", 1 => $"{first}-", _ => $"-{length}" };
            await connection.SendAsync(Session.Get(file.Path, $"Range: bytes={range}\r\n"));
            await ReadSingleAsync(session, connection, file, first, length);
        }
    }

    public static async Task ReadSingleAsync(
        Session session, Connection connection, StaticFile file, long first, long length, Func<Task>? pause = null)
    {
        Answer answer = await connection.ReadHeadAsync();
        answer.Expect(206);
        answer.ExpectLength(length);
        answer.Expect("Content-Type", file.Type);
        answer.Expect("Content-Range", $"bytes {first}-{first + length - 1}/{file.Size}");
        file.CheckFields(answer);
        await connection.ReadBodyAsync(answer, file.CheckBytes, first, pause);
        session.Tally.CountAnswer();
    }

    public static async Task SeveralAsync(Session session)
    {
        StaticFile file;
        do
            file = PickWithContent(session);
        while (file.Size < 100);
        (long First, long Last)[] ranges = Draw(session.Random, file.Size);
        string list = string.Join(session.Random.Next(2) == 0 ? "," : " , ", ranges.Select(range => $"{range.First}-{range.Last}"));
        // One that begins behind the end is dropped.
        if (session.Random.Next(3) == 0)
            list = $"{file.Size + 5}-,{list}";

        using Connection connection = await session.ConnectAsync();
        StaticFile next = session.Pick(session.Site.Small);
        await connection.SendAsync(Session.Get(file.Path, $"Range: bytes={list}\r\n") + Session.Get(next.Path));
        Answer answer = await connection.ReadHeadAsync();
        answer.Expect(206);
        file.CheckFields(answer);
        CheckParts(await connection.ReadBodyAsync(answer), answer.Require("Content-Type"), file, ranges);
        session.Tally.CountAnswer();
        await session.FileAsync(connection, next);
    }

    /// <summary>A part, if the file is still the one of which the client has the rest; else all of it.</summary>
    public static async Task IfRangeAsync(Session session)
    {
        using Connection connection = await session.ConnectAsync();
        LiveFile file = session.PickLive(live => live.Kind == LiveKind.Replaced);
        await connection.SendAsync(Session.Get(file.Path));
        (int version, string entityTag) = await session.LiveAsync(connection, file);
        for (int count = session.Random.Next(1, 5); count > 0; count--)
        {
            await session.PauseAsync(session.Random.Next(300));
            await connection.SendAsync(Session.Get(file.Path, $"Range: bytes=0-149\r\nIf-Range: {entityTag}\r\n"));
            Answer answer = await connection.ReadHeadAsync();
            if (answer.Status != 206)
            {
                (int shown, string newTag) = await session.LiveAsync(connection, file, answer);
                if (shown == version)
                    throw new WrongAnswerException($"{file.Path}: all of version {version} to who has it");
                (version, entityTag) = (shown, newTag);
                continue;
            }
            answer.ExpectLength(150);
            answer.Expect("Content-Range", $"bytes 0-149/{file.SizeOf(version)}");
            answer.Expect("ETag", entityTag);
            byte[] body = await connection.ReadBodyAsync(answer);
            if (Pattern.FindDifference(body, file.KeyOf(version), 0) >= 0)
                throw new WrongAnswerException($"{file.Path}: a part of another version than {version}");
            Expected.RequireFresh(file, version, connection.SentAt, Stopwatch.GetTimestamp());
            session.Tally.CountAnswer();
        }
    }

    private static StaticFile PickWithContent(Session session)
    {
        StaticFile file;
        do
            file = session.PickFile();
        while (file.Size == 0);
        return file;
    }

    /// <summary>Two to six ranges that neither overlap nor touch, in any order.</summary>
    private static (long First, long Last)[] Draw(Random random, long size)
    {
        int count = random.Next(2, 7);
        long slot = size / count;
        var ranges = new (long, long)[count];
        for (int i = 0; i < count; i++)
        {
            long length = random.NextInt64(1, Math.Min(slot - 1, 50_000));
            long first = (i * slot) + random.NextInt64(slot - length);
            ranges[i] = (first, first + length - 1);
        }
        random.Shuffle(ranges);
        return ranges;
    }

    /// <summary>Takes a multipart/byteranges apart (RFC 9110 §14.6, RFC 2046 §5.1).</summary>
    private static void CheckParts(ReadOnlySpan<byte> body, string type, StaticFile file, (long First, long Last)[] ranges)
    {
        const string Multipart = "multipart/byteranges; boundary=";
        if (!type.StartsWith(Multipart, StringComparison.Ordinal))
            throw new WrongAnswerException($"a Content-Type of {type}");
        string boundary = $"--{type[Multipart.Length..]}";
        string lineEnd = "";
        foreach ((long first, long last) in ranges)
        {
            string head = string.Create(CultureInfo.InvariantCulture,
                $"{lineEnd}{boundary}\r\nContent-Type: {file.Type}\r\nContent-Range: bytes {first}-{last}/{file.Size}\r\n\r\n");
            Skip(ref body, head);
            int length = (int)(last - first + 1);
            if (body.Length < length)
                throw new WrongAnswerException("a part that is cut");
            file.CheckBytes(body[..length], first);
            body = body[length..];
            lineEnd = "\r\n";
        }
        Skip(ref body, $"\r\n{boundary}--\r\n");
        if (!body.IsEmpty)
            throw new WrongAnswerException("something behind the last part");
    }

    private static void Skip(ref ReadOnlySpan<byte> body, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(expected);
        if (!body.StartsWith(bytes))
            throw new WrongAnswerException($"'{Encoding.Latin1.GetString(body[..Math.Min(body.Length, 200)])}' where '{expected}' is right");
        body = body[bytes.Length..];
    }
}
