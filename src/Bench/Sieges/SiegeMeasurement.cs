using Weft.Bench.Commands;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>Lays siege to one engine after another, each time to a server that has just been started.</summary>
internal sealed class SiegeMeasurement(SiegePlan plan, Workspace workspace)
{
    private const string FileName = "siegerc";

    /// <summary>How often in a row siege may fail to end.</summary>
    private const int MostHangs = 4;

    // It cancels whatever it does when its time is over, so it is late by the time of a busy machine and no more.
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(plan.Seconds + 15);

    // siege writes a folder into its user's home whenever it is started, so it gets a home of its own.
    private string _home = "";

    public async Task<int> RunAsync(bool isFresh)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("weft-bench-");
        try
        {
            _home = home.FullName;
            await File.WriteAllTextAsync(Path.Combine(_home, FileName), SiegeFile.Text);
            return await Sitting.RunAsync(workspace, (progress, cancel) => PrepareAsync(isFresh, progress, cancel), MeasureAsync);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private async Task<RunSettings> PrepareAsync(bool isFresh, Progress progress, CancellationToken cancel)
    {
        await Packages.EnsureAsync([("siege", "siege"), ("gnuplot", "gnuplot-nox"), ("chromium", "chromium")], progress, cancel);
        return new RunSettings
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
    }

    private async Task MeasureAsync(Recorder recorder, CancellationToken cancel)
    {
        recorder.Plan([.. plan.InOrder().Select(cell => (cell.Engine, SiegePlan.Workload(cell.Users), 1, (double)plan.Seconds))]);
        foreach ((string engine, int users) in plan.InOrder())
            await recorder.TakeAsync(engine, SiegePlan.Workload(users), 1, plan.Seconds, () => BesiegeAsync(engine, users, cancel));
    }

    private async Task<Cell> BesiegeAsync(string engine, int users, CancellationToken cancel)
    {
        for (int hangs = 0; ; hangs++)
        {
            if (await TryBesiegeAsync(engine, users, hangs, cancel) is { } cell)
                return cell;
            if (hangs == MostHangs)
                throw new BenchException($"siege did not end, {MostHangs + 1} times in a row");
        }
    }

    // Null if siege did not end.
    private async Task<Cell?> TryBesiegeAsync(string engine, int users, int hangs, CancellationToken cancel)
    {
        await using Server server = await WeftServer.StartAsync(workspace, engine, workspace.Site, $"/{SiegePlan.Page}", cancel);
        double waiting = TimeWait.Count();
        Meter meter = new(server.Tree);
        if (await EndOfAsync(AtHome(plan.Command(Path.Combine(_home, FileName), users, server.Url)), cancel) is not { } siege)
            return null;
        Consumption used = meter.Read();
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
                [Figures.ServerCpu] = Math.Round(used.Server, 2),
                [Figures.ClientCpu] = Math.Round(siege.CpuSeconds, 2),
                [Figures.OtherCpu] = Math.Round(used.Others(siege.CpuSeconds), 2),
                [Figures.Memory] = server.Tree.MemoryBytes(),
                [Figures.Processes] = server.Tree.Processes().Count,
                [Siege.Hangs] = hangs,
                [TimeWait.Before] = waiting,
                [TimeWait.After] = TimeWait.Count(),
                [TimeWait.Ports] = TimeWait.EphemeralPorts(),
                [TimeWait.Reuse] = TimeWait.ReuseSetting(),
            },
        };
    }

    // Null if it does not end: siege cancels its threads wherever they are when its time is over, and one that holds the lock of
    // the memory allocator just then keeps it for good while the others wait for it (github.com/JoeDog/siege/issues/66).
    private async Task<ToolResult?> EndOfAsync(ToolCommand siege, CancellationToken cancel)
    {
        try
        {
            return await Tool.RunAsync(siege, _patience, cancel);
        }
        catch (BenchException)
        {
            return null;
        }
    }

    // The line that begins with the program's name: siege says other things as well.
    private static async Task<string> VersionAsync(ToolCommand command, CancellationToken cancel)
    {
        ToolResult result = await Tool.RunAsync(command, TimeSpan.FromMinutes(1), cancel);
        string? line = $"{result.Output}\n{result.Errors}".Split('\n')
            .FirstOrDefault(line => line.StartsWith(command.Program, StringComparison.OrdinalIgnoreCase));
        return line?.Trim() ?? throw new BenchException($"this gives no version: {command}");
    }

    private ToolCommand AtHome(ToolCommand command) => command with
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = _home },
    };
}
