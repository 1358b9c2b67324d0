using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Tests.Bench.Measuring;

public sealed class CellStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_cell_is_there_when_the_store_is_opened_again()
    {
        CellStore store = Open("c1");
        Assert.Null(store.Find("thread", "1 KB, keep-alive", 1));
        store.Add(SampleRun.Cell("thread", 1, "said") with { Workload = "1 KB, keep-alive" });
        Assert.Equal("said", Open("c1").Find("thread", "1 KB, keep-alive", 1)?.Output);
        Assert.Equal(store.Started, Open("c1").Started);
    }

    [Fact]
    public void Cells_of_another_commit_suite_subject_workload_or_round_are_others()
    {
        Open("c1").Add(SampleRun.Cell("thread", 1, "said"));
        Assert.Null(Open("c1+1f").Find("thread", "page.html", 1));
        Assert.Null(CellStore.Open(_folder.Path, "c1", "wrk2-quick", isFresh: false).Find("thread", "page.html", 1));
        Assert.Null(Open("c1").Find("thread-pool", "page.html", 1));
        Assert.Null(Open("c1").Find("thread", "page", 1));
        Assert.Null(Open("c1").Find("thread", "page.html", 2));
    }

    [Fact]
    public void A_fresh_store_is_empty()
    {
        Open("c1").Add(SampleRun.Cell("thread", 1, "said"));
        Assert.Equal(0, CellStore.Open(_folder.Path, "c1", "wrk2", isFresh: true).Count);
        Assert.Equal(0, Open("c1").Count);
    }

    private CellStore Open(string revision) => CellStore.Open(_folder.Path, revision, "wrk2", isFresh: false);
}
