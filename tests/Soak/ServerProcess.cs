using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace Weft.Tests.Soak;

/// <summary>The published program, running with one engine.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, string engine)
    {
        _process = process;
        Engine = engine;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public string Engine { get; }

    public IPEndPoint Address { get; private set; } = new(IPAddress.Loopback, 0);

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>What it ended with; null if it had to be killed.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>What it said on stderr, once it has ended.</summary>
    public string Errors { get; private set; } = "";

    /// <summary>Starts it on a free port, and returns when it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string program, string engine, string folder)
    {
        ProcessStartInfo start = new(program, ["-c", engine, "-p", "0", folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ServerProcess server = new(Process.Start(start)!, engine);
        try
        {
            string line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException($"{program} -c {engine} does not listen: {await server._errors}");
            server.Address = new IPEndPoint(IPAddress.Loopback, new Uri(line).Port);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Ends it as an operator would.</summary>
    public async Task StopAsync()
    {
        _ = Kill(Id, Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
            ExitCode = _process.ExitCode;
            Errors = await _errors;
        }
        catch (TimeoutException)
        {
            Errors = "it did not end within a minute of SIGTERM";
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
