using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

public sealed class WorkspaceTests
{
    private static readonly string Root = Workspace.FindRepository();

    /// <summary>What is committed gives way to nothing less than itself.</summary>
    [Fact]
    public void Only_a_full_run_to_its_end_writes_over_the_committed_reports()
    {
        string aside = Path.Combine(Root, "artifacts", "bench", "reports");
        Assert.Equal((Root, aside), Folders(Workspace.Open(output: null, isFull: true)));
        Assert.Equal((aside, aside), Folders(Workspace.Open(output: null, isFull: false)));
        Assert.Equal(("/elsewhere", "/elsewhere"), Folders(Workspace.Open("/elsewhere", isFull: true)));
    }

    private static (string Reports, string Parts) Folders(Workspace workspace) => (workspace.Reports, workspace.Parts);
}
