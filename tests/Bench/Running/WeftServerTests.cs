using System.Text.RegularExpressions;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

[Trait("Lane", "bench")]
public sealed partial class WeftServerTests
{
    /// <summary>The bench knows nothing of Weft's code, so its list of engines is its own.</summary>
    [Fact]
    public async Task It_measures_every_engine()
    {
        ToolCommand help = new(Workspace.Open(output: null, isFull: true).Weft, "--help");
        ToolResult result = await Tool.RunAsync(help, TimeSpan.FromMinutes(1), CancellationToken.None);
        string text = WhiteSpace().Replace(result.Output, " ");
        Assert.Contains($" {string.Join(", ", WeftServer.Engines)} (default thread)", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
