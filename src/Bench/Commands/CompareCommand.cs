using System.CommandLine;
using Weft.Bench.Compare;
using Weft.Bench.Measuring;
using Weft.Bench.Running;

namespace Weft.Bench.Commands;

/// <summary><c>bench compare</c>: Weft beside other servers.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Option<string[]> only = Only();
        Option<bool> quick = CommonOptions.Quick();
        Option<bool> fresh = CommonOptions.Fresh();
        Option<string?> output = CommonOptions.Output();
        Command command = new("compare", $"Weft beside other servers, within the hour; writes {ComparePage.Folder}/compare.md and .html")
        {
            only, quick, fresh, output,
        };
        command.SetAction(async (parsed, _) =>
        {
            string[] names = parsed.GetValue(only) ?? [];
            bool isQuick = parsed.GetValue(quick);
            var plan = ComparePlan.Of(names, isQuick);
            return await RunAsync(plan, Workspace.Open(parsed.GetValue(output), plan.IsFull), new RunSettings
            {
                Suite = "compare",
                CommandLine = string.Join(' ', ["./bench compare", .. isQuick ? ["--quick"] : Array.Empty<string>(), .. names is [] ? [] : new[] { "--only", string.Join(',', names) }]),
                IsQuick = isQuick,
                IsFresh = parsed.GetValue(fresh),
                Versions = new Dictionary<string, string>(StringComparer.Ordinal),
            });
        });
        return command;
    }

    private static async Task<int> RunAsync(ComparePlan plan, Workspace workspace, RunSettings settings)
    {
        Ground? ground = null;
        CompareRun? run = null;
        try
        {
            int code = await Sitting.RunAsync(
                workspace,
                async (progress, cancel) =>
                {
                    progress.Say(plan.ToString());
                    await Packages.EnsureAsync([.. Ground.Needs, .. plan.Subjects.Select(subject => subject.Need).OfType<(string, string)>()], progress, cancel);
                    ground = await Ground.PrepareAsync(workspace, cancel);
                    foreach (Workload workload in plan.Workloads)
                        ground.RequireRoom(workload);
                    run = new CompareRun(plan, ground, progress);
                    return settings with { Versions = await Versions.OfAsync(plan, workspace, cancel) };
                },
                (recorder, cancel) => run!.TakeAsync(recorder, cancel));
            return code == 0 && run is { HasRefused: true } ? 1 : code;
        }
        finally
        {
            ground?.Dispose();
        }
    }

    // Both kinds of names in one list, since no server is called like a workload.
    private static Option<string[]> Only()
    {
        string[] choices = [.. Subjects.Names, .. Workloads.All.Select(workload => workload.Name)];
        return new Option<string[]>("--only")
        {
            Description = $"Only these servers ({string.Join(", ", Subjects.Names)}) and these workloads ({string.Join(", ", Workloads.All.Select(workload => workload.Name))}), with commas between",
            HelpName = "NAMES",
            CustomParser = result =>
            {
                string[] names = [.. result.Tokens.SelectMany(token => token.Value.Split(','))];
                if (Array.Find(names, name => !choices.Contains(name, StringComparer.Ordinal)) is { } unknown)
                    result.AddError($"--only: '{unknown}' is neither a server ({string.Join(", ", Subjects.Names)}) nor a workload ({string.Join(", ", Workloads.All.Select(workload => workload.Name))})");
                return names;
            },
            Arity = ArgumentArity.OneOrMore,
        };
    }
}
