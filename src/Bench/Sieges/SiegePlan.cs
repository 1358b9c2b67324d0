using System.Globalization;
using Weft.Bench.Running;

namespace Weft.Bench.Sieges;

/// <summary>What is measured, and for how long.</summary>
internal sealed record SiegePlan(IReadOnlyList<string> Engines, IReadOnlyList<int> Users, int Seconds, bool IsQuick = false)
{
    /// <summary>The sieges whose report is committed.</summary>
    public static SiegePlan Full { get; } = new(WeftServer.Engines, [1, 8, 64, 128, 256, 512], 60);

    /// <summary>Enough to see whether everything works: an engine of one thread, one of processes, and one in between.</summary>
    public static SiegePlan Quick { get; } = new(["single", "process", "event-loop"], [1, 64], 1, IsQuick: true);

    /// <summary>The file that is asked for.</summary>
    public const string Page = "index.html";

    /// <summary>
    /// Engine after engine for each number of users, to and fro: whatever changes about the machine meanwhile changes for all.
    /// </summary>
    public IEnumerable<(string Engine, int Users)> InOrder() =>
        Users.SelectMany((users, i) => (i % 2 == 0 ? Engines : Engines.Reverse()).Select(engine => (engine, users)));

    /// <summary>What siege is told.</summary>
    /// <param name="file">Its rc file.</param>
    /// <param name="users">How many it is to be.</param>
    /// <param name="server">Whom to besiege.</param>
    public ToolCommand Command(string file, int users, Uri server) => new(
        "siege",
        "-R",
        file,
        string.Create(CultureInfo.InvariantCulture, $"--concurrent={users}"),
        "--benchmark",
        string.Create(CultureInfo.InvariantCulture, $"--time={Seconds}s"),
        new Uri(server, Page).AbsoluteUri);

    /// <summary>What to type to have this measured.</summary>
    public string CommandLine => "./bench siege" + (IsQuick ? " --quick" : "")
        + (Engines.Count == (IsQuick ? Quick : Full).Engines.Count ? "" : $" --only {string.Join(',', Engines)}");

    /// <summary>The name of a cell's workload.</summary>
    public static string Workload(int users) => string.Create(CultureInfo.InvariantCulture, $"{users} users");
}
