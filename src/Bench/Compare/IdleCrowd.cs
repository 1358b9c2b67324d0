using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Weft.Bench.Compare.Outputs;

namespace Weft.Bench.Compare;

/// <summary>Clients who have asked once, and then keep their connections and say nothing.</summary>
internal sealed class IdleCrowd : IDisposable
{
    /// <summary>Those who have not got in by then stay away: a server that serves one after another lets them wait for each other.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<Socket> _sockets = [];
    private readonly int _asked;
    private int _answered;
    private double _seconds;

    private IdleCrowd(int asked) => _asked = asked;

    /// <summary>Brings them in one after another, as many as come in within ten seconds.</summary>
    public static IdleCrowd Open(int port, string path, int count, CancellationToken cancel)
    {
        IdleCrowd crowd = new(count);
        try
        {
            crowd.Enter(port, Answer.Request(path, []), cancel);
            return crowd;
        }
        catch
        {
            crowd.Dispose();
            throw;
        }
    }

    /// <summary>What became of them, in lines that <see cref="IdleOutput"/> reads.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"idle clients: {_asked}\nidle answered: {_answered}\nidle opening seconds: {_seconds:0.000}\nidle still open: {_sockets.Count(IsOpen)}\n");

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
    }

    private void Enter(int port, byte[] request, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _asked && Stopwatch.GetElapsedTime(start) < Patience; i++)
        {
            cancel.ThrowIfCancellationRequested();
            // One who is not answered in all this time tells enough: the others would wait as long.
            if (!Enter(port, request))
                break;
        }
        _seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private bool Enter(int port, byte[] request)
    {
        try
        {
            _sockets.Add(Client.Connect(port));
            _answered += Answer.Ask(_sockets[^1], request).Status == 200 ? 1 : 0;
            return true;
        }
        catch (Exception trouble) when (trouble is SocketException or BenchException)
        {
            return false;
        }
    }

    // A connection that the server has closed can be read from: there is an end to be read.
    private static bool IsOpen(Socket socket) => !socket.Poll(0, SelectMode.SelectRead);
}
