using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Weft.Bench.Measuring;

namespace Weft.Bench.Running;

/// <summary>A server under measurement, running on a port of this machine's loopback.</summary>
internal sealed class Server : IAsyncDisposable
{
    /// <summary>How long a server may take to answer, and to end when it is asked to.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Session _session;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private bool _isOver;

    private Server(string name, int port, Session session)
    {
        Name = name;
        Port = port;
        _session = session;
        _output = LastWords.Of(session.Process.StandardOutput);
        _errors = LastWords.Of(session.Process.StandardError);
    }

    public string Name { get; }

    public int Port { get; }

    public ProcessTree Tree => _session.Tree;

    /// <summary>The time from its start until it had answered for the first time.</summary>
    public TimeSpan FirstAnswer { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    /// <summary>Starts a server on a free port and returns when it answers.</summary>
    /// <param name="name">What to call it when it fails.</param>
    /// <param name="commandOn">The command that makes it listen on 127.0.0.1 and the given port.</param>
    /// <param name="target">What it is asked for to find out whether it is there: any answer will do.</param>
    /// <param name="cancel">Ends the start, and the server with it.</param>
    public static async Task<Server> StartAsync(string name, Func<int, ToolCommand> commandOn, string target, CancellationToken cancel)
    {
        for (int attempt = 1; ; attempt++)
        {
            int port = FreePort.Find();
            ToolCommand command = commandOn(port);
            long start = Stopwatch.GetTimestamp();
            Server server = new(name, port, Session.Start(command));
            try
            {
                await server.AwaitAnswerAsync(target, start, cancel);
                return server;
            }
            catch (BenchException) when (attempt < 3 && server._session.Process.HasExited)
            {
                // Somebody may have taken the port in the moment between.
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Complains if it has ended, with what it said.</summary>
    public async Task EnsureAliveAsync()
    {
        if (!_session.Process.HasExited)
            return;
        // Its children may live on with its output in their hands.
        _session.KillTree();
        string words = $"{await _output}{await _errors}".Trim();
        throw new BenchException($"{Name} has ended by itself with {_session.Process.ExitCode}{(words.Length > 0 ? ": " : "")}{words}");
    }

    /// <summary>Asks it to end, and sees to it that nothing of it is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        _session.AskToEnd();
        try
        {
            await _session.Process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            // It has been asked; now it is told.
        }
        _session.Dispose();
    }

    private async Task AwaitAnswerAsync(string target, long start, CancellationToken cancel)
    {
        byte[] request = Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\nConnection: close\r\n\r\n");
        while (!await AnswersAsync(request, cancel))
        {
            await EnsureAliveAsync();
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new BenchException($"{Name} does not answer on port {Port} within {Patience.TotalSeconds:0} s");
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancel);
        }
        FirstAnswer = Stopwatch.GetElapsedTime(start);
        await EnsureAliveAsync();
    }

    private async Task<bool> AnswersAsync(byte[] request, CancellationToken cancel)
    {
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(Patience);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, timeout.Token);
            await client.SendAsync(request, timeout.Token);
            byte[] answer = new byte[16 * 1024];
            int length = await client.ReceiveAsync(answer, timeout.Token);
            bool isHttp = answer.AsSpan(0, length).StartsWith("HTTP/1."u8);
            // To the end, so that the server is at rest when it is handed over.
            while (length > 0)
                length = await client.ReceiveAsync(answer, timeout.Token);
            return isHttp;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }
}
