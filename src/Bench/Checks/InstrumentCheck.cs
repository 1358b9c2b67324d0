using System.Globalization;
using Weft.Bench.Compare;
using Weft.Bench.Compare.Outputs;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Checks;

/// <summary>One thing that was checked: what came out, in a line, and whether that is as it should be.</summary>
internal sealed record Finding(string Text, bool IsGood);

/// <summary>The instrument measures what is known already, to show that it can be believed.</summary>
internal sealed class InstrumentCheck(Ground ground)
{
    /// <summary>Known work, in microseconds, and how far from it the figure may be.</summary>
    private const double Work = 20, Tolerance = 4;

    /// <summary>Measurements of each of two servers, to and fro.</summary>
    private const int Rounds = 6;

    /// <summary>Two load tools may disagree by so much about what a request costs: they wake the server at different times.</summary>
    private const double ToolTolerance = 0.35;

    private const double Seconds = 2;

    private static readonly Workload Small = Workloads.All[0] with { Seconds = Seconds };
    private static readonly Subject Floor = Subjects.Find(Subjects.Floor);

    /// <summary>The floor with so much of known work in each request.</summary>
    private static readonly Subject BusyFloor = Floor with
    {
        Name = "floor with work",
        Command = launch => Subjects.FloorCommand(launch, ["--spin", Work.ToString(CultureInfo.InvariantCulture)]),
    };

    /// <summary>The floor with another letter at the end of its answers.</summary>
    public static Subject WrongFloor { get; } = Floor with
    {
        Name = "wrong floor",
        Command = launch =>
        {
            ToolCommand command = Subjects.FloorCommand(launch, []);
            foreach (string answer in Directory.EnumerateFiles(command.Arguments[2]))
            {
                byte[] bytes = File.ReadAllBytes(answer);
                bytes[^1] ^= 1;
                File.WriteAllBytes(answer, bytes);
            }
            return command;
        },
    };

    /// <summary>All that is checked, one after another: what it is called, about how many seconds it takes, and how it is done.</summary>
    public IReadOnlyList<(string Name, double Seconds, Func<CancellationToken, Task<Finding>> Run)> All =>
    [
        ("known work", 2 * Rounds * SecondsOfOne, FindAddedWorkAsync),
        ("no difference", 2 * Rounds * SecondsOfOne, FindNoDifferenceAsync),
        ("another tool", 2 * SecondsOfOne, CompareToolsAsync),
        ("wrong bytes", 1, RefuseWrongAsync),
    ];

    private static double SecondsOfOne => Small.Seconds + Measurement.Overhead(Small);

    /// <summary>Work that was added shows in the CPU column, and as much as was added.</summary>
    private async Task<Finding> FindAddedWorkAsync(CancellationToken cancel)
    {
        (Summary floor, Summary busy) = await MeasureBothAsync(Floor, BusyFloor, cancel);
        double added = busy.Median - floor.Median;
        return new Finding(
            string.Create(CultureInfo.InvariantCulture,
                $"{Work} µs of added work per request show as {added:0.0} µs: {Text(floor)} without, {Text(busy)} with (wanted: {Work - Tolerance} to {Work + Tolerance})"),
            Math.Abs(added - Work) <= Tolerance);
    }

    /// <summary>The same server twice is the same.</summary>
    private async Task<Finding> FindNoDifferenceAsync(CancellationToken cancel)
    {
        (Summary first, Summary second) = await MeasureBothAsync(Subjects.Find(Subjects.Control), Subjects.Find(Subjects.ControlAgain), cancel);
        Summary ratio = second.Over(first);
        return new Finding(
            string.Create(CultureInfo.InvariantCulture,
                $"Weft beside itself gives {ratio.Median:0.000}, between {ratio.Low:0.000} and {ratio.High:0.000}: {Text(first)} and {Text(second)} (wanted: 1 between the two)"),
            ratio is { Low: <= 1, High: >= 1 });
    }

    /// <summary>Another load tool finds about the same.</summary>
    private async Task<Finding> CompareToolsAsync(CancellationToken cancel)
    {
        double byWrk = (await MeasureAsync(Floor, cancel)).Figures[Metric.CpuPerRequest];
        await using Server server = await ground.StartAsync(Floor, Small, cancel);
        Meter meter = new(server.Tree);
        ToolCommand command = new("h2load", "--h1", $"-c{Small.Connections}", $"-t{ground.Workers}", $"-D{Seconds}", $"{server.Url.AbsoluteUri}{Small.Path[1..]}");
        ToolResult result = await Tool.RunAsync(command, TimeSpan.FromSeconds(30), cancel);
        double cpu = meter.Read().Server;
        if (H2loadOutput.Parse(result.Output) is not { Succeeded: > 0, Failed: 0 } h2load)
            return new Finding($"h2load was not answered: {result.Output}{result.Errors}", IsGood: false);
        double byH2load = cpu / h2load.Succeeded * 1e6;
        return new Finding(
            string.Create(CultureInfo.InvariantCulture,
                $"a request to the floor costs {byWrk:0.00} µs asked by wrk and {byH2load:0.00} µs asked by h2load (wanted: within {ToolTolerance:0%})"),
            Math.Abs((byH2load / byWrk) - 1) <= ToolTolerance);
    }

    /// <summary>A server that sends something else is refused.</summary>
    private async Task<Finding> RefuseWrongAsync(CancellationToken cancel)
    {
        try
        {
            await MeasureAsync(WrongFloor, cancel);
            return new Finding("a server that sends wrong bytes was measured all the same", IsGood: false);
        }
        catch (BenchException refusal)
        {
            return new Finding($"a server that sends wrong bytes is refused: {refusal.Message}", refusal.Message.Contains("the body differs", StringComparison.Ordinal));
        }
    }

    private async Task<(Summary First, Summary Second)> MeasureBothAsync(Subject first, Subject second, CancellationToken cancel)
    {
        List<double>[] figures = [[], []];
        for (int round = 0; round < Rounds; round++)
        {
            int[] order = round % 2 == 0 ? [0, 1] : [1, 0];
            foreach (int which in order)
                figures[which].Add((await MeasureAsync(which == 0 ? first : second, cancel)).Figures[Metric.CpuPerRequest]);
        }
        return (Summary.Of(figures[0])!.Value, Summary.Of(figures[1])!.Value);
    }

    private async Task<Reading> MeasureAsync(Subject subject, CancellationToken cancel) =>
        Reading.Of(await new Measurement(ground, subject, Small, round: 1).TakeAsync(cancel), Small, ground.Workers);

    private static string Text(Summary summary) =>
        string.Create(CultureInfo.InvariantCulture, $"{summary.Median:0.00} µs ({summary.Low:0.00} to {summary.High:0.00})");
}
