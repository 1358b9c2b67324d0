using System.Globalization;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>Lays siege to one engine after another, each time to a server that has just been started.</summary>
internal sealed class SiegeRun(Workspace workspace, SiegePlan plan, string scratch)
{
    // A siege ends when its time is over and the last answer has come, or its timeout.
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(plan.Seconds + 90);

    /// <summary>siege's version. It writes a folder into the user's home wherever it is started: here it gets another home.</summary>
    public async Task<string> VersionAsync(CancellationToken cancel)
    {
        await File.WriteAllTextAsync(Path.Combine(scratch, "siegerc"), SiegeFile.Text, cancel);
        ToolResult result = await Tool.RunAsync(FromHere(new ToolCommand("siege", "--version")), _patience, cancel);
        string? line = $"{result.Output}\n{result.Errors}".Split('\n').FirstOrDefault(line => line.StartsWith("SIEGE ", StringComparison.Ordinal));
        return line?["SIEGE ".Length..].Trim() ?? throw new BenchException("siege does not say its version");
    }

    /// <summary>Takes every cell of the plan.</summary>
    public async Task TakeAsync(Recorder recorder, CancellationToken cancel)
    {
        recorder.Plan([.. plan.InOrder().Select(cell => (cell.Engine, SiegePlan.Workload(cell.Users), 1, (double)plan.Seconds))]);
        foreach ((string engine, int users) in plan.InOrder())
            await recorder.TakeAsync(engine, SiegePlan.Workload(users), 1, plan.Seconds, () => MeasureAsync(engine, users, cancel));
    }

    private async Task<Cell> MeasureAsync(string engine, int users, CancellationToken cancel)
    {
        await using Server server = await WeftServer.StartAsync(workspace, engine, workspace.Site, $"/{SiegePlan.Page}", cancel);
        double waiting = TimeWait.Count(), cpu = server.Tree.CpuSeconds();
        ToolResult siege = await Tool.RunAsync(FromHere(Command(Path.Combine(scratch, "siegerc"), users, server.Url)), _patience, cancel);
        await server.EnsureAliveAsync();
        Dictionary<string, double> measured = new(StringComparer.Ordinal)
        {
            [Figures.ServerCpu] = Math.Round(server.Tree.CpuSeconds() - cpu, 2),
            [Figures.ClientCpu] = Math.Round(siege.CpuSeconds, 2),
            [Figures.Memory] = server.Tree.MemoryBytes(),
            [TimeWait.Before] = waiting,
            [TimeWait.After] = TimeWait.Count(),
            [TimeWait.Ports] = TimeWait.EphemeralPorts(),
            [TimeWait.Reuse] = TimeWait.ReuseSetting(),
        };
        if (siege.ExitCode != 0)
            measured[Figures.ExitCode] = siege.ExitCode;
        Cell cell = new()
        {
            Subject = engine,
            Workload = SiegePlan.Workload(users),
            Round = 1,
            Command = Command("siegerc", users, server.Url).ToString(),
            Output = RepeatedErrors.Count(siege.Output + siege.Errors),
            Seconds = Math.Round(siege.Seconds, 3),
            Measured = measured,
        };
        int besieging = SiegeSummary.Parse(cell.Output).Users;
        return besieging == users ? cell : throw new BenchException($"siege was told to be {users} users and was {besieging}");
    }

    private ToolCommand Command(string file, int users, Uri server) => new(
        "siege",
        "-R",
        file,
        string.Create(CultureInfo.InvariantCulture, $"--concurrent={users}"),
        "--benchmark",
        string.Create(CultureInfo.InvariantCulture, $"--time={plan.Seconds}s"),
        new Uri(server, SiegePlan.Page).AbsoluteUri);

    private ToolCommand FromHere(ToolCommand command) => command with
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = scratch },
    };
}
