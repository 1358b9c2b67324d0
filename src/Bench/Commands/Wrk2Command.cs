using System.CommandLine;
using System.Globalization;
using Weft.Bench.Running;
using Weft.Bench.Wrk2;

namespace Weft.Bench.Commands;

/// <summary><c>bench wrk2</c>: every engine at a constant rate.</summary>
internal static class Wrk2Command
{
    public static Command Create()
    {
        Option<int> runs = new("--runs") { Description = "Runs per engine; the best one is reported", HelpName = "N", DefaultValueFactory = _ => Wrk2Plan.FewestRuns };
        runs.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && !(int.TryParse(word.Value, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 100))
                result.AddError($"--runs: '{word.Value}' is not a whole number from 1 to 100");
        });
        Option<string?> program = new("--wrk2") { Description = "Where wrk2 is (default: on PATH, as wrk2 or wrk)", HelpName = "PATH" };
        Option<string[]> only = CommonOptions.Only("Only these engines", WeftServer.Engines);
        Option<bool> quick = CommonOptions.Quick();
        Option<bool> fresh = CommonOptions.Fresh();
        Option<string?> output = CommonOptions.Output();
        Command command = new("wrk2", "Every engine under 10,000 requests per second for 30 seconds; writes benchmark.md")
        {
            runs, program, only, quick, fresh, output,
        };
        command.SetAction(async (parsed, _) =>
        {
            string[] chosen = parsed.GetValue(only) ?? [];
            Wrk2Plan plan = new()
            {
                Engines = chosen is [] ? WeftServer.Engines : [.. WeftServer.Engines.Intersect(chosen, StringComparer.Ordinal)],
                Runs = parsed.GetValue(quick) && parsed.GetResult(runs) is null or { Implicit: true } ? 1 : parsed.GetValue(runs),
                IsQuick = parsed.GetValue(quick),
            };
            bool isFull = !plan.IsQuick && plan.Engines.Count == WeftServer.Engines.Count && plan.Runs >= Wrk2Plan.FewestRuns;
            Wrk2Measurement measurement = new(plan, Workspace.Open(parsed.GetValue(output), isFull), parsed.GetValue(program));
            return await measurement.RunAsync(parsed.GetValue(fresh));
        });
        return command;
    }
}
