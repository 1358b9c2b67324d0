using System.Net;

namespace Weft.Tests.Soak;

/// <summary>One play of a scenario: against whom, with what, and the dice it rolls.</summary>
internal sealed record Session(IPEndPoint Server, Site Site, Random Random, Tally Tally, CancellationToken Stop)
{
    public Task<Connection> ConnectAsync(int window = 0) => Connection.OpenAsync(Server, Stop, window);

    public T Pick<T>(IReadOnlyList<T> list) => list[Random.Next(list.Count)];

    public LiveFile PickLive(Func<LiveFile, bool> fits)
    {
        LiveFile file;
        do
            file = Pick(Site.Live);
        while (!fits(file));
        return file;
    }

    /// <summary>Small ones most of the time, as in life.</summary>
    public StaticFile PickFile() => Random.Next(10) switch
    {
        < 7 => Pick(Site.Small),
        < 9 => Pick(Site.Medium),
        _ => Pick(Site.Large),
    };

    public static string Request(string method, string target, string fields = "") =>
        $"{method} {target} HTTP/1.1\r\nHost: soak\r\n{fields}\r\n";

    public static string Get(string target, string fields = "") => Request("GET", target, fields);

    public Task PauseAsync(int milliseconds) => Task.Delay(milliseconds, Stop);
}
