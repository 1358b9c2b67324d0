using System.Net.Sockets;

namespace Weft.Bench.Compare;

/// <summary>Whether a server answers what it should: a figure for wrong answers would be worth nothing.</summary>
internal static class AnswerCheck
{
    /// <summary>Asks for every file of the workload once.</summary>
    /// <exception cref="BenchException">An answer is not right; the message names the server, the URL and the difference.</exception>
    public static void Require(string subject, int port, Workload workload, Site site)
    {
        Socket? socket = null;
        try
        {
            foreach (string path in Paths(workload))
            {
                Answer answer = Ask(subject, port, ref socket, path, workload.Fields);
                if (Difference(workload.Status, site.Read(path), answer) is { } difference)
                    throw Refuse(subject, port, path, difference);
                if (answer.Closes)
                {
                    socket?.Dispose();
                    socket = null;
                }
            }
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>What is wrong with an answer; null if nothing is.</summary>
    /// <param name="status">The status it should have.</param>
    /// <param name="file">The file that was asked for; null if there is none, and then the body is the server's own affair.</param>
    /// <param name="answer">What came.</param>
    public static string? Difference(int status, byte[]? file, Answer answer)
    {
        if (answer.Status != status)
            return $"the status is {answer.Status}, not {status}";
        byte[]? expected = status == 200 ? file : status == 304 ? [] : null;
        if (expected is null || answer.Body.AsSpan().SequenceEqual(expected))
            return null;
        int same = answer.Body.AsSpan().CommonPrefixLength(expected);
        return answer.Body.Length != expected.Length
            ? $"the body has {answer.Body.Length} bytes, not {expected.Length}"
            : $"the body differs from byte {same} on: {answer.Body[same]} instead of {expected[same]}";
    }

    private static Answer Ask(string subject, int port, ref Socket? socket, string path, IReadOnlyList<string> fields)
    {
        try
        {
            socket ??= Client.Connect(port);
            return Answer.Ask(socket, Answer.Request(path, fields));
        }
        catch (Exception trouble) when (trouble is SocketException or BenchException)
        {
            throw Refuse(subject, port, path, trouble.Message);
        }
    }

    public static IEnumerable<string> Paths(Workload workload) =>
        workload.Script == Workloads.MixScript ? Enumerable.Range(0, Site.MixCount).Select(Site.MixPath) : [workload.Path];

    private static BenchException Refuse(string subject, int port, string path, string difference) =>
        new($"{subject} does not answer as it should, so it is not measured: http://127.0.0.1:{port}{path}: {difference}");
}
