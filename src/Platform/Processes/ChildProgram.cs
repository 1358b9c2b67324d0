using System.Collections;

namespace Weft.Platform.Processes;

/// <summary>
/// What a child runs: a program, its arguments and its environment, put into native form once however many children run it.
/// It can be shared between threads.
/// </summary>
public sealed class ChildProgram
{
    /// <summary>Describes a program.</summary>
    /// <param name="path">The executable file, absolute or relative to the working directory; PATH is not searched.</param>
    /// <param name="arguments">
    /// All of argv: the first is the name that ps shows and can be chosen freely (a .NET program finds itself by
    /// /proc/self/exe), the others follow.
    /// </param>
    /// <param name="environment">
    /// Changes to the environment of this process, as it is now: a value sets the variable, null removes it. Variables that
    /// are not UTF-8 arrive as .NET shows them here.
    /// </param>
    /// <exception cref="ArgumentException">There is no argv[0], or something holds a NUL.</exception>
    public ChildProgram(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments.Count == 0)
            throw new ArgumentException("A program has a name at least.", nameof(arguments));
        Path = path;
        NativePath = new NativeStrings([path]);
        Arguments = new NativeStrings(arguments);
        Environment = new NativeStrings(Changed(environment));
    }

    /// <summary>The executable file.</summary>
    public string Path { get; }

    internal NativeStrings NativePath { get; }

    internal NativeStrings Arguments { get; }

    internal NativeStrings Environment { get; }

    private static string[] Changed(IReadOnlyDictionary<string, string?>? changes)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            variables[(string)variable.Key] = (string?)variable.Value;
        foreach ((string name, string? value) in changes ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            variables[name] = value;
        return [.. variables.Where(v => v.Value is not null).Select(v => $"{v.Key}={v.Value}")];
    }
}
