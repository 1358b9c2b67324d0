using Weft.Bench.Commands;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Wrk2;

/// <summary>Takes the measurements of <c>bench wrk2</c>.</summary>
internal sealed class Wrk2Measurement(Wrk2Plan plan, Workspace workspace, string? namedProgram)
{
    private string _program = "";

    public Task<int> RunAsync(bool isFresh) => Sitting.RunAsync(workspace, (_, cancel) => PrepareAsync(isFresh, cancel), MeasureAsync);

    private async Task<RunSettings> PrepareAsync(bool isFresh, CancellationToken cancel)
    {
        _program = await Wrk2Program.FindAsync(namedProgram, cancel);
        return new RunSettings
        {
            Suite = "wrk2",
            CommandLine = plan.CommandLine,
            IsQuick = plan.IsQuick,
            IsFresh = isFresh,
            Versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["weft"] = await WeftServer.VersionAsync(workspace, cancel),
                ["wrk2"] = await Wrk2Program.VersionAsync(_program, cancel),
            },
        };
    }

    private async Task MeasureAsync(Recorder recorder, CancellationToken cancel)
    {
        recorder.Plan([.. plan.Order().Select(cell => (cell.Engine, Wrk2Plan.Page, cell.Round, (double)plan.Seconds))]);
        foreach ((string engine, int round) in plan.Order())
            await recorder.TakeAsync(engine, Wrk2Plan.Page, round, plan.Seconds, () => TakeAsync(engine, round, cancel));
    }

    private async Task<Cell> TakeAsync(string engine, int round, CancellationToken cancel)
    {
        await using Server server = await WeftServer.StartAsync(workspace, engine, workspace.Site, $"/{Wrk2Plan.Page}", cancel);
        ToolCommand command = plan.Command(_program, server.Url);
        Meter meter = new(server.Tree);
        ToolResult result = await Tool.RunAsync(command, TimeSpan.FromSeconds(plan.Seconds + 60), cancel);
        Consumption used = meter.Read();
        await server.EnsureAliveAsync();
        if (result.ExitCode != 0)
            throw new BenchException($"{command} ended with {result.ExitCode}: {result.Errors.Trim()}");
        // What cannot be read is no measurement, and says so now rather than when all are done.
        _ = Wrk2Output.Parse(result.Output);
        return new Cell
        {
            Subject = engine,
            Workload = Wrk2Plan.Page,
            Round = round,
            Command = command.ToString(),
            Output = result.Output,
            Seconds = result.Seconds,
            Measured = new SortedDictionary<string, double>(StringComparer.Ordinal)
            {
                [Figures.ServerCpu] = Math.Round(used.Server, 2),
                [Figures.ClientCpu] = Math.Round(result.CpuSeconds, 2),
                [Figures.OtherCpu] = Math.Round(used.Others(result.CpuSeconds), 2),
                [Figures.Memory] = server.Tree.MemoryBytes(),
                [Figures.Processes] = server.Tree.Processes().Count,
            },
        };
    }
}
