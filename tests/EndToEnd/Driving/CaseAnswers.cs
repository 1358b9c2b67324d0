using System.Text;
using System.Text.RegularExpressions;
using Weft.Server;
using Weft.Tests.Conformance;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>What servers answer to the conformance cases, all over the same files. Texts have a character for each byte.</summary>
public sealed partial class CaseAnswers : IDisposable
{
    private readonly FixtureSite _site = new();
    private readonly Lazy<IReadOnlyList<string>> _reference;

    public CaseAnswers() => _reference = new(() => Of(Repository.Kinds[0], HttpServer.EngineNames[0]));

    /// <summary>The cases: those that need no artificial clock.</summary>
    public IReadOnlyList<ConformanceCase> All { get; } =
        [.. CaseFile.LoadAll().Where(each => !each.NeedsTime && !each.Marks.Contains("memory", StringComparer.Ordinal))];

    /// <summary>What the first engine of the first program answers to each.</summary>
    public IReadOnlyList<string> Reference => _reference.Value;

    /// <summary>Answers without the time that passes.</summary>
    public static string WithoutTime(string answers) => TimeField().Replace(SameAsDate().Replace(answers, "$1*"), "$1*");

    /// <summary>
    /// What one server answers to each, over as few connections as it leaves open: each costs a process where each has its own.
    /// Whether that is right is for ConformanceTests to say.
    /// </summary>
    public IReadOnlyList<string> Of(string program, string engine)
    {
        List<string> answers = [];
        using WeftProcess weft = WeftProcess.StartKind(program, "-c", engine, _site.Root);
        using (CasePlayer player = new(weft, sharesConnections: true))
        {
            foreach (ConformanceCase each in All)
            {
                player.Play(each, static bytes => [bytes]);
                answers.Add(WithoutTime(WithoutInterim(each, Encoding.Latin1.GetString(player.Received))));
            }
        }
        weft.StopCleanly();
        return answers;
    }

    public void Dispose() => _site.Dispose();

    // Whether 100 Continue comes may depend on what had come before; only cases that say so are excused.
    private static string WithoutInterim(ConformanceCase its, string answers) =>
        its.HasOptionalInterim ? answers.Replace("HTTP/1.1 100 Continue\r\n\r\n", "", StringComparison.Ordinal) : answers;

    [GeneratedRegex(@"(?<=\r\n)((?:Date|Expires): )[^\r\n]*(?=\r\n)")]
    private static partial Regex TimeField();

    [GeneratedRegex(@"(\r\nDate: ([^\r\n]*)\r\n(?:[^\r\n]+\r\n)*Last-Modified: )\2(?=\r\n)")]
    private static partial Regex SameAsDate();
}
