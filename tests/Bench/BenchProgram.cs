using Weft.Bench.Measuring;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench;

/// <summary>The bench as a user starts it. Everything that it starts can be told by a variable that it hands down.</summary>
internal sealed class BenchProgram
{
    /// <summary>Far longer than anything takes, the building of the bench included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _mark = Guid.NewGuid().ToString();

    private static string Launcher { get; } = Path.Combine(Workspace.FindRepository(), "bench");

    public Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync(Marked(new ToolCommand(Launcher, arguments)), Patience, CancellationToken.None);

    /// <summary>The same without the launcher, with a PATH of one folder: nothing is found but what is in there.</summary>
    public Task<ToolResult> RunWithPathAsync(string folder, params string[] arguments)
    {
        string program = Path.Combine(Workspace.FindRepository(), "artifacts", "bench-program", "bench.dll");
        ToolCommand command = Marked(new ToolCommand(Programs.Find("dotnet")!, [program, .. arguments]));
        Dictionary<string, string> environment = new(command.Environment, StringComparer.Ordinal) { ["PATH"] = folder };
        return Tool.RunAsync(command with { Environment = environment }, Patience, CancellationToken.None);
    }

    /// <summary>Starts it, and leaves it to the test. A script that runs in the background has SIGINT ignored; this has not.</summary>
    public Session Start(params string[] arguments) => Session.Start(Marked(new ToolCommand("env", ["--default-signal=INT", Launcher, .. arguments])));

    /// <summary>Nothing that it started runs any more.</summary>
    public void AssertLeftNobody() => Assert.DoesNotContain(ProcessStat.All(), process => !process.HasEnded && HasMark(process.Id));

    private ToolCommand Marked(ToolCommand command) =>
        command with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WEFT_TEST_MARK"] = _mark } };

    private bool HasMark(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ").Contains(_mark, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
