using System.Globalization;

namespace Weft.Bench.Sieges;

/// <summary>What is measured, and for how long.</summary>
internal sealed record SiegePlan(IReadOnlyList<string> Engines, IReadOnlyList<int> Users, int Seconds)
{
    /// <summary>The file that is asked for.</summary>
    public const string Page = "index.html";

    /// <summary>The users of a full run.</summary>
    public static IReadOnlyList<int> AllUsers { get; } = [1, 8, 64, 128, 256, 512];

    /// <summary>
    /// Engine after engine for each number of users, to and fro: whatever changes about the machine meanwhile changes for all.
    /// </summary>
    public IEnumerable<(string Engine, int Users)> InOrder() =>
        Users.SelectMany((users, i) => (i % 2 == 0 ? Engines : Engines.Reverse()).Select(engine => (engine, users)));

    /// <summary>The name of a cell's workload.</summary>
    public static string Workload(int users) => string.Create(CultureInfo.InvariantCulture, $"{users} users");

    /// <summary>The users that a cell's workload asks for.</summary>
    public static int UsersOf(string workload) => int.Parse(workload.Split(' ')[0], CultureInfo.InvariantCulture);
}
