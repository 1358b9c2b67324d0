using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// Connections one after another leave nothing behind: a tenth of what the soak program does when it is asked for it, by the
/// same code, for whoever waits for ./test. WEFT_CONNECTIONS=100000 makes it all of it; process has a hundredth.
/// </summary>
public sealed class SequenceTests
{
    private static readonly string Connections = Environment.GetEnvironmentVariable("WEFT_CONNECTIONS") ?? "10000";

    // All of it takes minutes on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    [Theory]
    [EveryEngine]
    public void Connections_one_after_another_leave_nothing_behind(string engine)
    {
        // It is built with these tests, and into the folder beside theirs.
        string program = Path.Combine(AppContext.BaseDirectory, "../../Weft.Tests.Soak", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "Weft.Tests.Soak.dll");
        // Collected often, and compiled once, memory has found its size after a few thousand connections. The number is
        // hexadecimal; the native program reads it only without 0x.
        Ended ended = WeftProcess.RunFor(
            Patience,
            ["env", "DOTNET_GCgen0size=40000", "DOTNET_TieredCompilation=0", "dotnet", program, "--connections", Connections, "--warm-up", "3000", "--engines", engine]);
        Assert.True(ended.ExitCode == 0, ended.Output + ended.Errors);
    }
}
