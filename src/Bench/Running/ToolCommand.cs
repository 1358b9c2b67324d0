namespace Weft.Bench.Running;

/// <summary>A program and its arguments, as they reach it: no shell stands between.</summary>
internal sealed record ToolCommand(string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables for it alone.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The command line as it goes into a report: where the program is, is nobody's business.</summary>
    public override string ToString() => string.Join(' ', Arguments.Prepend(Path.GetFileName(Program)));
}
