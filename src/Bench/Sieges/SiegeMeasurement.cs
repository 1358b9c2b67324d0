using Weft.Bench.Commands;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>Lays siege to one engine after another, each time to a server that has just been started.</summary>
internal sealed class SiegeMeasurement(SiegePlan plan, Workspace workspace)
{
    private const string FileName = "siegerc";

    // A siege ends when its time is over and the last answer has come, or its timeout.
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(plan.Seconds + 90);

    // siege writes a folder into its user's home whenever it is started, so it gets a home of its own.
    private string _home = "";

    public async Task<int> RunAsync(bool isFresh)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("weft-bench-");
        try
        {
            _home = home.FullName;
            await File.WriteAllTextAsync(Path.Combine(_home, FileName), SiegeFile.Text);
            return await Sitting.RunAsync(workspace, (_, cancel) => PrepareAsync(isFresh, cancel), MeasureAsync);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private async Task<RunSettings> PrepareAsync(bool isFresh, CancellationToken cancel) => new()
    {
        Suite = "siege",
        CommandLine = plan.CommandLine,
        IsQuick = plan.IsQuick,
        IsFresh = isFresh,
        Versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["chromium"] = await VersionAsync(new ToolCommand("chromium", "--version"), cancel),
            ["gnuplot"] = await VersionAsync(new ToolCommand("gnuplot", "--version"), cancel),
            ["siege"] = await VersionAsync(AtHome(new ToolCommand("siege", "--version")), cancel),
            ["weft"] = await WeftServer.VersionAsync(workspace, cancel),
        },
    };

    private async Task MeasureAsync(Recorder recorder, CancellationToken cancel)
    {
        recorder.Plan([.. plan.InOrder().Select(cell => (cell.Engine, SiegePlan.Workload(cell.Users), 1, (double)plan.Seconds))]);
        foreach ((string engine, int users) in plan.InOrder())
            await recorder.TakeAsync(engine, SiegePlan.Workload(users), 1, plan.Seconds, () => BesiegeAsync(engine, users, cancel));
    }

    private async Task<Cell> BesiegeAsync(string engine, int users, CancellationToken cancel)
    {
        await using Server server = await WeftServer.StartAsync(workspace, engine, workspace.Site, $"/{SiegePlan.Page}", cancel);
        double waiting = TimeWait.Count(), cpu = server.Tree.CpuSeconds();
        ToolResult siege = await Tool.RunAsync(AtHome(plan.Command(Path.Combine(_home, FileName), users, server.Url)), _patience, cancel);
        double serverCpu = server.Tree.CpuSeconds() - cpu;
        await server.EnsureAliveAsync();
        // It says all that matters on stderr, and what it has done to its home on stdout.
        string output = RepeatedErrors.Count(siege.Errors);
        int besieging = SiegeSummary.Parse(output).Users;
        if (besieging != users)
            throw new BenchException($"siege was told to be {users} users and was {besieging}");
        return new Cell
        {
            Subject = engine,
            Workload = SiegePlan.Workload(users),
            Round = 1,
            Command = plan.Command(FileName, users, server.Url).ToString(),
            Output = output,
            Seconds = siege.Seconds,
            Measured = new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                [Figures.ServerCpu] = serverCpu,
                [Figures.ClientCpu] = siege.CpuSeconds,
                [Figures.Memory] = server.Tree.MemoryBytes(),
                [Figures.Processes] = server.Tree.Processes().Count,
                [Figures.ExitCode] = siege.ExitCode,
                [TimeWait.Before] = waiting,
                [TimeWait.After] = TimeWait.Count(),
                [TimeWait.Ports] = TimeWait.EphemeralPorts(),
                [TimeWait.Reuse] = TimeWait.ReuseSetting(),
            },
        };
    }

    // The line that begins with the program's name: siege says other things as well.
    private static async Task<string> VersionAsync(ToolCommand command, CancellationToken cancel)
    {
        ToolResult result = await Tool.RunAsync(command, TimeSpan.FromMinutes(1), cancel);
        return $"{result.Output}\n{result.Errors}".Split('\n').FirstOrDefault(line => line.StartsWith(command.Program, StringComparison.OrdinalIgnoreCase))?.Trim()
            ?? throw new BenchException($"this gives no version: {command}");
    }

    private ToolCommand AtHome(ToolCommand command) => command with
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _home },
    };
}
