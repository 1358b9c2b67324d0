using System.Diagnostics;
using System.Globalization;
using Weft.Bench.Compare.Outputs;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Compare;

/// <summary>Takes one cell: starts the server, checks its answers, warms it up, lets the clients at it, and ends it.</summary>
internal sealed class Measurement(Ground ground, Subject subject, Workload workload, int round)
{
    /// <summary>How much longer than it was told a tool may run before it counts as stuck.</summary>
    private static readonly TimeSpan ToolPatience = TimeSpan.FromSeconds(30);

    /// <summary>How much of a measurement its warm-up takes: in less, .NET would not have compiled what is used most.</summary>
    private const double WarmUp = 0.4;

    /// <summary>How much of the downloads passes before bytes are counted: until the sockets' buffers are full.</summary>
    private const double Filling = 1.0 / 3;

    private readonly Workload _workload = subject.Limit(workload);

    /// <summary>About how long all of it takes, beside the clients.</summary>
    public static double Overhead(Workload workload) => workload.Kind switch
    {
        WorkloadKind.Idle => 0.4 + (workload.Seconds * WarmUp) + (workload.IdleConnections * 0.0003),
        WorkloadKind.StartUp => 0,
        WorkloadKind.Downloads => 1,
        _ => 0.4 + (workload.Seconds * WarmUp),
    };

    public async Task<Cell> TakeAsync(CancellationToken cancel)
    {
        if (_workload.Kind == WorkloadKind.StartUp)
            return await StartUpAsync(cancel);
        await using Server server = await ground.StartAsync(subject, _workload, cancel);
        AnswerCheck.Require(subject.Name, server.Port, _workload, ground.Site);
        Cell cell = _workload.Kind switch
        {
            WorkloadKind.Load => await LoadAsync(server, cancel),
            WorkloadKind.Idle => await LoadAmongIdleAsync(server, cancel),
            WorkloadKind.Downloads => await DownloadAsync(server, cancel),
            _ => throw new UnreachableException(),
        };
        await server.EnsureAliveAsync();
        return cell;
    }

    private async Task<Cell> LoadAsync(Server server, CancellationToken cancel)
    {
        await RunToolAsync(server, _workload.Seconds * WarmUp, cancel);
        using MemoryProbe memory = MemoryProbe.Start(server.Tree, _workload.Seconds / 2);
        Meter meter = new(server.Tree);
        ToolResult result = await RunToolAsync(server, _workload.Seconds, cancel);
        Consumption used = meter.Read();
        return await MakeAsync(Wrk(server, _workload.Seconds).ToString(), result, used, used.Others(result.CpuSeconds), memory);
    }

    private async Task<Cell> LoadAmongIdleAsync(Server server, CancellationToken cancel)
    {
        using IdleCrowd crowd = IdleCrowd.Open(server.Port, _workload.Path, _workload.IdleConnections, cancel);
        Cell cell = await LoadAsync(server, cancel);
        return cell with { Output = crowd.Describe() + cell.Output };
    }

    private async Task<Cell> DownloadAsync(Server server, CancellationToken cancel)
    {
        using DownloadCrowd crowd = await DownloadCrowd.ConnectAsync(server.Port, _workload.Path, _workload.Connections, cancel);
        using MemoryProbe memory = MemoryProbe.Start(server.Tree, _workload.Seconds / 2);
        var filling = TimeSpan.FromSeconds(_workload.Seconds * Filling);
        crowd.Fill(filling, cancel);
        Meter meter = new(server.Tree);
        crowd.Count(TimeSpan.FromSeconds(_workload.Seconds) - filling, cancel);
        Consumption used = meter.Read();
        string command = string.Create(CultureInfo.InvariantCulture,
            $"{_workload.Connections} downloads of {_workload.Path} for {_workload.Seconds} s, by the bench itself");
        return await MakeAsync(command, new ToolResult(0, crowd.Describe(), "", crowd.CountedSeconds, used.Own), used, used.Others(tool: 0), memory);
    }

    private async Task<Cell> StartUpAsync(CancellationToken cancel)
    {
        List<double> times = [];
        double used = 0;
        long memory = 0;
        int processes = 0;
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < _workload.Starts; i++)
        {
            await using Server server = await ground.StartAsync(subject, _workload, cancel);
            used += server.Tree.CpuSeconds();
            times.Add(server.FirstAnswer.TotalMilliseconds);
            if (i > 0)
                continue;
            AnswerCheck.Require(subject.Name, server.Port, _workload, ground.Site);
            (memory, processes) = (server.Tree.MemoryBytes(), server.Tree.Processes().Count);
        }
        return new Cell
        {
            Subject = subject.Name,
            Workload = workload.Name,
            Round = round,
            Command = string.Create(CultureInfo.InvariantCulture, $"{_workload.Starts} starts of {subject.Name}, asked by the bench itself every millisecond"),
            Output = new StartOutput(times).Describe(),
            Seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds,
            Measured = Figure(used, 0, 0, memory, processes),
        };
    }

    private Task<ToolResult> RunToolAsync(Server server, double seconds, CancellationToken cancel) =>
        Tool.RunAsync(Wrk(server, seconds), TimeSpan.FromSeconds(seconds) + ToolPatience, cancel);

    private ToolCommand Wrk(Server server, double seconds)
    {
        List<string> words =
        [
            $"-t{Math.Min(ground.Workers, _workload.Connections)}", $"-c{_workload.Connections}",
            string.Create(CultureInfo.InvariantCulture, $"-d{Math.Ceiling(seconds)}s"), "--latency",
        ];
        foreach (string field in _workload.Fields)
            words.AddRange("-H", field);
        if (_workload.Script is { } script)
            words.AddRange("-s", ground.Script(script));
        words.Add($"http://127.0.0.1:{server.Port}{_workload.Path}");
        // wrk knows whole seconds only; told to end before, it prints what it has.
        return double.IsInteger(seconds)
            ? new ToolCommand("wrk", words)
            : new ToolCommand("timeout", ["--preserve-status", "--signal=INT", seconds.ToString(CultureInfo.InvariantCulture), "wrk", .. words]);
    }

    private async Task<Cell> MakeAsync(string command, ToolResult result, Consumption used, double others, MemoryProbe memory)
    {
        (long bytes, int processes) = await memory.Result;
        Dictionary<string, double> measured = Figure(used.Server, result.CpuSeconds, others, bytes, processes);
        if (result.ExitCode != 0)
            measured[Figures.ExitCode] = result.ExitCode;
        return new Cell
        {
            Subject = subject.Name,
            Workload = workload.Name,
            Round = round,
            Command = command.Replace(ground.Workspace.Repository + "/", "", StringComparison.Ordinal),
            Output = result.Output + result.Errors,
            Seconds = result.Seconds,
            Measured = measured,
        };
    }

    private static Dictionary<string, double> Figure(double server, double client, double others, double memory, double processes) => new(StringComparer.Ordinal)
    {
        [Figures.ServerCpu] = Math.Round(server, 4),
        [Figures.ClientCpu] = Math.Round(client, 4),
        [Figures.OtherCpu] = Math.Round(others, 4),
        [Figures.Memory] = memory,
        [Figures.Processes] = processes,
    };
}
