using Weft.Bench.Measuring;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Measuring;

public sealed class ProcessTreeTests : IDisposable
{
    private const string EmptyBlock = "{}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Three live generations, a child that was reaped, and one that a child reaped: five times 0.2 seconds.
    /// </summary>
    [Fact]
    public async Task Every_process_counts_once_alive_or_reaped()
    {
        // The innermost shell tells when all have burnt theirs; then they stay as they are until they are killed.
        string script = _folder.WriteScript("tree", $"""
            {Burning.Command(0.2)}
            sh -c "$BURN; $STAY" &
            sh -c "sh -c \"$BURN; $BURN; echo ready; $STAY\" & wait" &
            wait
            """);
        using Session session = Start(script, ("BURN", Burning.Command(0.2)), ("STAY", "exec sleep 1000"));
        Assert.Equal("ready", await session.Process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        await UntilAsync(() => session.Tree.CpuSeconds() >= 0.8);
        // Starting shells and perl costs a little; what is lost or counted twice costs 0.2.
        Assert.InRange(session.Tree.CpuSeconds(), 0.8, 0.95);
        // The shell, what became of the first child, the second and its child.
        Assert.Equal(4, session.Tree.Processes().Count);
        Assert.InRange(session.Tree.MemoryBytes(), 100_000, 50_000_000);
    }

    /// <summary>What is lost when a child is reaped, or counted in two places, shows as a sum that goes down.</summary>
    [Fact]
    public async Task The_sum_never_falls_while_children_come_and_go()
    {
        string script = _folder.WriteScript("churn", $"""
            i=0
            while [ $i -lt 40 ]; do {Burning.Command(0.02)} & {Burning.Command(0.02)} & wait; i=$((i + 1)); done
            echo done
            exec sleep 1000
            """);
        using Session session = Start(script);
        Task<string?> done = session.Process.StandardOutput.ReadLineAsync();
        double last = 0;
        int samples = 0;
        while (!done.IsCompleted)
        {
            double now = session.Tree.CpuSeconds();
            Assert.True(now >= last, $"{last} s came to {now} s");
            last = now;
            samples++;
        }
        Assert.Equal("done", await done);
        Assert.True(samples > 10, $"only {samples} samples");
        // 80 children at 0.02 s, and what it takes to start them.
        Assert.InRange(session.Tree.CpuSeconds(), 1.6, 3.2);
    }

    /// <summary>The worst moment for a child to be reaped: one of the two has been counted, and the other not yet.</summary>
    [Fact]
    public async Task A_child_that_is_reaped_in_the_middle_of_counting_counts_once()
    {
        string go = _folder.PathTo("go");
        string script = _folder.WriteScript("family", $"""
            (perl -e 'while ((times)[0] + (times)[1] < 0.3) {EmptyBlock} print "burnt\n"; close STDOUT; select undef, undef, undef, 0.01 until -e "{go}"') &
            wait
            echo reaped
            exec sleep 1000
            """);
        using Session session = Start(script);
        Assert.Equal("burnt", await session.Process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        int reads = 0;
        ProcessTree tree = new(session.Tree.Root, process =>
        {
            if (++reads == 2)
            {
                File.WriteAllText(go, "");
                Assert.Equal("reaped", session.Process.StandardOutput.ReadLine());
            }
            return ProcessStat.Read(process);
        });
        Assert.InRange(tree.CpuSeconds(), 0.3, 0.4);
        Assert.InRange(reads, 3, 10);
    }

    /// <summary>The root dies and takes nobody with it: the others are found by their session.</summary>
    [Fact]
    public async Task Orphans_still_belong_to_it()
    {
        using Session session = Start(_folder.WriteScript("orphan", "sh -c 'sleep 1000 & wait' & echo $!; exit 3"));
        string? orphan = await session.Process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        await session.Process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(3, session.Process.ExitCode);
        Assert.Contains(int.Parse(orphan!, System.Globalization.CultureInfo.InvariantCulture), session.Tree.Processes());
        session.Dispose();
        Assert.Empty(session.Tree.Processes());
    }

    [Fact]
    public void A_name_with_brackets_and_blanks_does_no_harm()
    {
        var stat = ProcessStat.Parse("71 (a) b) S 7 71 70 0 -1 4194304 100 0 0 0 11 12 13 14 20 0 1 0 60423 3133440 359");
        Assert.Equal(new ProcessStat(71, 7, 70, HasEnded: false, OwnTicks: 23, ReapedTicks: 27, Start: 60423), stat);
    }

    private static Session Start(string script, params (string Name, string Value)[] environment) => Session.Start(new ToolCommand(script)
    {
        Environment = environment.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
    });

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
