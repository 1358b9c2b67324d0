using System.Diagnostics;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// A browser shows what is there: whatever somebody does after an edit, Chromium asks whether what it has kept still holds.
/// </summary>
[Trait("Lane", "clients")]
public sealed class FreshInTheBrowserTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Reload, reload twice, follow a link, follow one to the same page, open a tab, type the address, restart the browser,
    /// serve another project on the same port, deploy a build with other names, stop the server, reload by script.
    /// </summary>
    [Theory]
    [InlineData("thread")]
    [InlineData("event-loop")]
    public async Task Every_act_shows_what_is_there(string engine)
    {
        string driver = Repository.PathTo("artifacts/browser/node_modules/playwright-core");
        Assert.True(Directory.Exists(driver), $"{driver} is not there: run ./test, which installs it.");
        using TemporaryFolder scratch = new();
        using Process script = Launch(scratch.Path, driver);
        Task<string> errors = script.StandardError.ReadToEndAsync();
        try
        {
            List<string> faults = await ServeAsync(script, engine).WaitAsync(Patience);
            Assert.Equal("", string.Join('\n', faults));
            Assert.Equal("", await errors);
            await script.WaitForExitAsync();
            Assert.Equal(0, script.ExitCode);
        }
        finally
        {
            if (!script.HasExited)
                script.Kill(entireProcessTree: true);
            await script.WaitForExitAsync();
        }
    }

    /// <summary>Starts and stops servers as the script asks for them, all on one port; returns what else it says.</summary>
    private static async Task<List<string>> ServeAsync(Process script, string engine)
    {
        List<string> faults = [];
        WeftProcess? weft = null;
        int port = 0;
        try
        {
            while (await script.StandardOutput.ReadLineAsync() is { } line)
            {
                switch (line.Split(' ', 2))
                {
                    case ["start", string folder]:
                        weft = port == 0 ? WeftProcess.Start("-c", engine, folder) : WeftProcess.StartOn(port, "-c", engine, folder);
                        port = weft.Url.Port;
                        await script.StandardInput.WriteLineAsync(weft.Url.ToString());
                        break;
                    case ["stop"]:
                        weft!.StopCleanly();
                        weft.Dispose();
                        weft = null;
                        await script.StandardInput.WriteLineAsync("stopped");
                        break;
                    default:
                        faults.Add(line);
                        break;
                }
            }
        }
        finally
        {
            weft?.Dispose();
        }
        return faults;
    }

    private static Process Launch(string scratch, string driver)
    {
        ProcessStartInfo start = new("node", [Repository.PathTo("tests/EndToEnd/Browser/fresh.mjs"), driver, scratch])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = scratch },
        };
        return Process.Start(start)!;
    }
}
