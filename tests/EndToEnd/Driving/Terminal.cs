using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>The published program at a terminal: what it shows there, and what somebody types.</summary>
internal sealed partial class Terminal : IDisposable
{
    /// <summary>What .NET says to a terminal before a program's first word: keys are to be sent as applications want them.</summary>
    private const string RuntimeGreeting = "\e[?1h\e=";

    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly Lock _showing = new();

    private Terminal(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Show(line.Data);
        process.BeginOutputReadLine();
    }

    /// <summary>Where it serves, as its banner says.</summary>
    public Uri Url => new(UrlInBanner().Match(Shown).Value);

    /// <summary>All lines that were shown so far, with the escapes between them.</summary>
    public string Shown
    {
        get
        {
            lock (_showing)
                return _shown.ToString();
        }
    }

    /// <summary>Starts a server on a free port, and returns when its banner is there.</summary>
    /// <param name="variables">The environment, such as <c>TERM=xterm</c>.</param>
    /// <param name="arguments">Its options.</param>
    public static Terminal Start(string variables, params string[] arguments)
    {
        // A job that a script started in the background has SIGINT ignored, and would hand that down.
        string[] words = ["env", "--default-signal=INT", "-u", "NO_COLOR", .. variables.Split(' '), Repository.Program, "-p", "0", .. arguments];
        string command = "exec " + string.Join(' ', words.Select(word => $"'{word}'"));
        ProcessStartInfo start = new("script", ["--quiet", "--return", "--command", command, "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["SHELL"] = "/bin/sh";
        Terminal terminal = new(Process.Start(start)!);
        terminal.WaitFor("Stop: Ctrl-C.");
        return terminal;
    }

    public void WaitFor(string text) =>
        Eventually.Is(() => Shown.Contains(text, StringComparison.Ordinal) || _process.HasExited, $"it does not show {text}");

    public void PressCtrlC()
    {
        _process.StandardInput.Write('\x03');
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for its end; returns its exit code.</summary>
    public int End()
    {
        Assert.True(_process.WaitForExit(WeftProcess.Patience), "it does not end");
        // Without a bound, it waits for the last line, too.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        // The end of the terminal is the end of who runs in it.
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Show(string? line)
    {
        lock (_showing)
            _shown.Append(line?.Replace(RuntimeGreeting, "", StringComparison.Ordinal)).Append('\n');
    }

    [GeneratedRegex("http://[^ ]+/")]
    private static partial Regex UrlInBanner();
}
