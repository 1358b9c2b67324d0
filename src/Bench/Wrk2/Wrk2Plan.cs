using System.Globalization;
using Weft.Bench.Running;

namespace Weft.Bench.Wrk2;

/// <summary>What <c>bench wrk2</c> is asked to measure.</summary>
internal sealed record Wrk2Plan
{
    /// <summary>The page that everybody asks for.</summary>
    public const string Page = "page.html";

    /// <summary>Requests per second.</summary>
    public const int Rate = 10_000;

    /// <summary>With fewer runs of each engine its spread says nothing.</summary>
    public const int FewestRuns = 3;

    public required IReadOnlyList<string> Engines { get; init; }

    public required int Runs { get; init; }

    public required bool IsQuick { get; init; }

    /// <summary>How long one run takes. wrk2 spends the first 10 seconds on finding its pace, and forgets them.</summary>
    public int Seconds => IsQuick ? 1 : 30;

    /// <summary>What is typed to ask for this.</summary>
    public string CommandLine
    {
        get
        {
            string quick = IsQuick ? " --quick" : "";
            string only = Engines.Count < WeftServer.Engines.Count ? $" --only {string.Join(',', Engines)}" : "";
            return string.Create(CultureInfo.InvariantCulture, $"./bench wrk2 --runs {Runs}{quick}{only}");
        }
    }

    /// <summary>
    /// Each engine once in every round, in turn from the first to the last and from the last to the first: whatever slowly
    /// changes on the machine meets all of them alike.
    /// </summary>
    public IEnumerable<(string Engine, int Round)> Order() =>
        from round in Enumerable.Range(1, Runs)
        from engine in round % 2 == 1 ? Engines : Engines.Reverse()
        select (engine, round);

    /// <summary>The command of the assignment, and -L, without which wrk2 keeps the percentiles to itself.</summary>
    public ToolCommand Command(string wrk2, Uri server) => new(
        wrk2, "-t10", "-c10", string.Create(CultureInfo.InvariantCulture, $"-d{Seconds}s"), string.Create(CultureInfo.InvariantCulture, $"-R{Rate}"), "-L", new Uri(server, Page).ToString());
}
