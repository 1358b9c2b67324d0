using System.Globalization;
using System.Text;
using Weft.Content;
using Weft.Http;
using Weft.Platform;
using Weft.Tests.Unit.Platform;
using Xunit;

namespace Weft.Tests.Unit.Content;

/// <summary>A folder of its own, served through real connections in memory: bytes in, bytes out.</summary>
internal sealed class Site : IDisposable
{
    private readonly HttpLimits _limits = new();
    private readonly RootDirectory _directory;

    public Site(ContentOptions? options = null, PathResolution resolution = PathResolution.Best)
    {
        _directory = RootDirectory.Open(Folder.Root, resolution);
        Files = new StaticFiles(_directory, options ?? new ContentOptions());
    }

    /// <summary>Any root at all, with nothing in the folder.</summary>
    public Site(RootDirectory directory)
    {
        _directory = directory;
        Files = new StaticFiles(_directory, new ContentOptions());
    }

    public TestFolder Folder { get; } = new();

    public StaticFiles Files { get; }

    /// <summary>How far the clock of the requests is ahead of the real one: an hour makes every file an old one.</summary>
    public TimeSpan Ahead { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Called before each answer is made, with its number within the connection.</summary>
    public Action<int> Answering { get; set; } = _ => { };

    /// <summary>Called before each piece of a file is sent, with the number of bytes still to send.</summary>
    public Action<long> Sending { get; set; } = _ => { };

    public string Write(string name, string text) => Folder.Write(name, text);

    public Answer Get(string target, params string[] fields) => Ask("GET", target, fields);

    public Answer Head(string target, params string[] fields) => Ask("HEAD", target, fields);

    public Answer Ask(string method, string target, params string[] fields) =>
        Assert.Single(Exchange(Request(method, target, fields)));

    public static string Request(string method, string target, params string[] fields) =>
        $"{method} {target} HTTP/1.1\r\nHost: x\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n";

    /// <summary>One connection, one receive call (one batch) per argument; all that it sent, as answers.</summary>
    public IReadOnlyList<Answer> Exchange(params string[] received)
    {
        var inputs = new Queue<byte[]>(received.Select(Encoding.Latin1.GetBytes));
        using var sent = new MemoryStream();
        int number = 0;
        using var connection = new HttpConnection(_limits, Handle, Now());
        while (true)
        {
            switch (connection.Next(Now()))
            {
                case Step.Receive:
                    connection.Received(inputs.TryDequeue(out byte[]? bytes) ? bytes : []);
                    break;
                case Step.Send:
                    sent.Write(connection.PendingBytes);
                    connection.Sent(connection.PendingBytes.Length);
                    break;
                case Step.SendFile:
                    Sending(connection.PendingFile.Length);
                    connection.Sent(SendFile(connection.PendingFile, sent));
                    break;
                case Step.ShutdownSend:
                    break;
                case Step.Close:
                    return Answer.ParseAll(sent.ToArray(), received);
                case Step.Abort:
                    throw new IOException("The connection was aborted.");
                case Step unexpected:
                    throw new InvalidOperationException(unexpected.ToString());
            }
        }

        void Handle(in Request request, ref Response response)
        {
            Answering(number++);
            Files.Answer(in request, ref response);
        }
    }

    public void Dispose()
    {
        Files.Dispose();
        _directory.Dispose();
        Folder.Dispose();
    }

    private static int SendFile(FileSlice file, Stream sent)
    {
        byte[] piece = new byte[Math.Min(file.Length, 100_000)];
        int count = RandomAccess.Read(file.Handle!, piece, file.Offset);
        sent.Write(piece, 0, count);
        return count;
    }

    private Clock Now() => new(TimeSpan.FromMilliseconds(Environment.TickCount64), DateTime.UtcNow + Ahead);
}

/// <summary>An answer, taken apart.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Fields, byte[] Content)
{
    public string Text => Encoding.UTF8.GetString(Content);

    /// <summary>The names of its fields, in alphabetical order.</summary>
    public string Names => string.Join(' ', Fields.Keys.Order(StringComparer.Ordinal));

    public string? this[string field] => Fields.GetValueOrDefault(field);

    public static IReadOnlyList<Answer> ParseAll(ReadOnlySpan<byte> bytes, string[] received)
    {
        string[] methods = [.. received.SelectMany(part => part.Split("\r\n")).Where(line => line.EndsWith(" HTTP/1.1", StringComparison.Ordinal))];
        var answers = new List<Answer>();
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf("\r\n\r\n"u8);
            string[] lines = Encoding.Latin1.GetString(bytes[..end]).Split("\r\n");
            bytes = bytes[(end + 4)..];
            var fields = lines.Skip(1).Select(line => line.Split(": ", 2))
                .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
            bool hasContent = !methods[answers.Count].StartsWith("HEAD ", StringComparison.Ordinal);
            int length = hasContent && fields.TryGetValue("Content-Length", out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
            answers.Add(new Answer(int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), fields, bytes[..length].ToArray()));
            bytes = bytes[length..];
        }
        return answers;
    }
}
