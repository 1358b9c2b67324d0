using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>The published program, running, as a user or a script would have started it.</summary>
internal sealed partial class WeftProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    /// <summary>Far longer than anything takes: whoever waits so long waits for something that will not come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private WeftProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public Uri Url { get; private set; } = new("http://localhost/");

    public int Id => _process.Id;

    public ProcessFiles Files => new(Id);

    /// <summary>Starts a server on a free port, and returns when it listens.</summary>
    public static WeftProcess Start(params string[] arguments) => StartUnder([], arguments);

    /// <summary>The same with the program of this kind.</summary>
    public static WeftProcess StartKind(string kind, params string[] arguments) =>
        StartCommand([Repository.ProgramOf(kind), "-p", "0", .. arguments]);

    /// <summary>The same under another program, such as setpriv, that becomes it.</summary>
    public static WeftProcess StartUnder(string[] wrapper, params string[] arguments) =>
        StartCommand([.. wrapper, Repository.Program, "-p", "0", .. arguments]);

    /// <summary>The same by a command that says itself on which port.</summary>
    public static WeftProcess StartCommand(params string[] command)
    {
        WeftProcess weft = new(Launch(command));
        string? line = weft._process.StandardOutput.ReadLineAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        if (line is null)
            throw new InvalidOperationException($"It did not come to listen: {weft.End()}");
        weft.Url = new Uri(line);
        return weft;
    }

    /// <summary>Starts a server on this port, whatever it says, and returns when it listens.</summary>
    public static WeftProcess StartOn(int port, params string[] arguments)
    {
        string number = port.ToString(CultureInfo.InvariantCulture);
        WeftProcess weft = new(Launch([Repository.Program, "-p", number, .. arguments])) { Url = new($"http://127.0.0.1:{number}/") };
        long start = Stopwatch.GetTimestamp();
        while (!weft.CanConnect())
        {
            Assert.False(weft._process.HasExited, "it has ended");
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "it does not listen");
        }
        return weft;
    }

    /// <summary>Runs a command that is expected to end by itself, to its end.</summary>
    public static Ended Run(params string[] command) => RunFor(Patience, command);

    /// <summary>The same for one that may take longer.</summary>
    public static Ended RunFor(TimeSpan patience, params string[] command)
    {
        using Process process = Launch(command);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("it does not end");
        }
        return new Ended(process.ExitCode, output.Result, errors.Result);
    }

    public static void SignalTo(int process, int signal) => Assert.Equal(0, Kill(process, signal));

    public void Signal(int signal) => SignalTo(Id, signal);

    /// <summary>Waits for its end; the output is what it said after its URL.</summary>
    public Ended End()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill();
            Assert.Fail("it does not end");
        }
        string output = _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience).GetAwaiter().GetResult();
        return new Ended(_process.ExitCode, output, _errors.WaitAsync(Patience).GetAwaiter().GetResult());
    }

    /// <summary>
    /// Ends it as an operator would, and asserts that it finished everything, complained of nothing and left nobody behind.
    /// </summary>
    public void StopCleanly()
    {
        int[] children = Files.Children;
        Signal(Terminate);
        Ended ended = End();
        Assert.Equal("", ended.Errors);
        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain(children, child => Path.Exists($"/proc/{child}"));
    }

    public RawClient Connect(string? from = null, int? receiveBuffer = null) =>
        new(Url.Host.Trim('[', ']'), Url.Port, from, receiveBuffer);

    /// <summary>Waits until nobody can connect any more: a drain has begun, and the listener is closed.</summary>
    public void WaitUntilItRefuses()
    {
        long start = Stopwatch.GetTimestamp();
        while (CanConnect())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "it still takes connections");
            // Whoever gets in is a client, who costs a process where each has its own.
            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // From another address: to ask a port where nobody listens from the same address often enough is to reach oneself, when
    // the system happens to choose that very port for the client.
    private bool CanConnect()
    {
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        try
        {
            client.Connect(IPAddress.Loopback, Url.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // A job that a script started in the background has SIGINT ignored, and would hand that down.
    private static Process Launch(string[] command)
    {
        ProcessStartInfo start = new("env", ["--default-signal=INT", .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        return Process.Start(start)!;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}

/// <summary>How a command ended, and all it said.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"exit {ExitCode}, stderr: {Errors}");
}
