using System.CommandLine;

namespace Weft.Bench.Commands;

/// <summary>Options that mean the same to every command that has them.</summary>
internal static class CommonOptions
{
    public static Option<string?> Output() => new("--output")
    {
        Description = "Folder for reports and finished measurements, in place of the repository",
        HelpName = "FOLDER",
    };

    public static Option<bool> Quick() => new("--quick")
    {
        Description = "Measure for an instant only: shows that the bench works, and nothing about any server",
    };

    public static Option<bool> Fresh() => new("--fresh")
    {
        Description = "Measure again what an earlier run on the same commit has finished",
    };

    /// <summary>A list with commas, each word one of those given.</summary>
    public static Option<string[]> Only(string description, IReadOnlyList<string> choices)
    {
        Option<string[]> only = new("--only")
        {
            Description = $"{description}, with commas between: {string.Join(", ", choices)}",
            HelpName = "NAMES",
            CustomParser = result =>
            {
                string[] names = result.Tokens[0].Value.Split(',');
                if (Array.Find(names, name => !choices.Contains(name, StringComparer.Ordinal)) is { } unknown)
                    result.AddError($"--only: '{unknown}' is not one of {string.Join(", ", choices)}");
                return names;
            },
            Arity = ArgumentArity.ExactlyOne,
        };
        return only;
    }
}
