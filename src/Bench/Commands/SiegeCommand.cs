using System.CommandLine;
using System.Globalization;
using Weft.Bench.Running;
using Weft.Bench.Sieges;

namespace Weft.Bench.Commands;

/// <summary><c>bench siege</c>: every engine under siege, by 1 to 512 users.</summary>
internal static class SiegeCommand
{
    public static Command Create()
    {
        Option<string[]> only = CommonOptions.Only("Only these engines", WeftServer.Engines);
        Option<bool> quick = CommonOptions.Quick();
        Option<bool> fresh = CommonOptions.Fresh();
        Option<string?> output = CommonOptions.Output();
        Command command = new("siege", string.Create(
            CultureInfo.InvariantCulture,
            $"Every engine under siege, {SiegePlan.Full.Seconds} seconds for each of {string.Join(", ", SiegePlan.Full.Users)} users; writes docs/reports/siege.*"))
        {
            only, quick, fresh, output,
        };
        command.SetAction(async (parsed, _) =>
        {
            bool isQuick = parsed.GetValue(quick);
            SiegePlan plan = isQuick ? SiegePlan.Quick : SiegePlan.Full;
            if (parsed.GetValue(only) is [_, ..] engines)
                plan = plan with { Engines = [.. WeftServer.Engines.Intersect(engines, StringComparer.Ordinal)] };
            bool isFull = !isQuick && plan.Engines.Count == WeftServer.Engines.Count;
            SiegeMeasurement measurement = new(plan, Workspace.Open(parsed.GetValue(output), isFull));
            return await measurement.RunAsync(parsed.GetValue(fresh));
        });
        return command;
    }
}
