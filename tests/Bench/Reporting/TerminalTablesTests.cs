using Weft.Bench.Measuring;
using Weft.Bench.Reporting;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Reporting;

/// <summary>What a command shows at its end, from the runs whose reports are in the repository.</summary>
public sealed class TerminalTablesTests
{
    [Theory]
    [InlineData("compare", "1 KB, connections kept", "weft-event-loop")]
    [InlineData("siege", "Pages per second, by the number of users", "event-loop")]
    [InlineData("wrk2", "The best run of each engine", "event-loop")]
    public void Elsewhere_than_at_a_terminal_the_figures_are_plain_text_of_eighty_columns(string suite, string caption, string row)
    {
        string text = Show(suite, isTerminal: false);
        Assert.DoesNotContain('\x1b', text);
        Assert.Contains($"{caption}\n", text, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n'), line => line.TrimStart().StartsWith($"{row} ", StringComparison.Ordinal));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void At_a_terminal_captions_stand_out() => Assert.Contains("\x1b[1m", Show("wrk2", isTerminal: true), StringComparison.Ordinal);

    private static string Show(string suite, bool isTerminal)
    {
        using StringWriter output = new() { NewLine = "\n" };
        BenchRun run = BenchRun.Read(Path.Combine(Workspace.FindRepository(), Reports.SourceOf(suite)));
        TerminalTables.Write(Reports.Outcome(run), output, isTerminal);
        return output.ToString();
    }
}
