using Weft.Bench.Running;

namespace Weft.Bench.Wrk2;

/// <summary>Where wrk2 is. No system packages it, and it calls itself wrk, as the program does that it grew out of.</summary>
internal static class Wrk2Program
{
    private const string WhatToDo =
        "It is not packaged: build it from its source (github.com/giltene/wrk2), then put the program on PATH as wrk2 or name it with --wrk2 PATH";

    /// <summary>The path of wrk2: what the user names, or what PATH holds.</summary>
    public static async Task<string> FindAsync(string? named, CancellationToken cancel)
    {
        if (named is not null)
        {
            string program = Programs.Find(named) ?? throw new BenchException($"there is no program {named}");
            return await KeepsARateAsync(program, cancel)
                ? program
                : throw new BenchException($"{named} is not wrk2: it does not take -R. {WhatToDo}");
        }
        foreach (string name in (string[])["wrk2", "wrk"])
        {
            if (Programs.Find(name) is { } program && await KeepsARateAsync(program, cancel))
                return program;
        }
        string found = Programs.Find("wrk") is null ? "" : " (the wrk that is here does not take -R, so it is not wrk2)";
        throw new BenchException($"wrk2 is missing{found}. {WhatToDo}");
    }

    /// <summary>Its version, as it tells it.</summary>
    public static async Task<string> VersionAsync(string program, CancellationToken cancel) =>
        (await AskAsync(program, cancel)).Output.Split('\n')[0].Split(" Copyright", StringSplitOptions.None)[0].Trim();

    // Both show how they are used and exit with 1; wrk complains first.
    private static async Task<bool> KeepsARateAsync(string program, CancellationToken cancel)
    {
        ToolResult answer = await AskAsync(program, cancel);
        return answer.Output.Contains("--rate", StringComparison.Ordinal) && !answer.Errors.Contains("invalid option", StringComparison.Ordinal);
    }

    private static Task<ToolResult> AskAsync(string program, CancellationToken cancel) =>
        Tool.RunAsync(new ToolCommand(program, "-R", "1", "-v"), TimeSpan.FromSeconds(10), cancel);
}
