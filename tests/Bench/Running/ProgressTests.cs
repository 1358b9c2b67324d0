using System.Text.RegularExpressions;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

public sealed partial class ProgressTests : IDisposable
{
    private const string ShowCursor = "\x1b[?25h", HideCursor = "\x1b[?25l";

    private readonly ManualClock _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void At_a_terminal_a_bar_shows_how_far_it_is_and_goes_at_the_end()
    {
        using (Progress progress = new(_output, isTerminal: true, _clock))
        {
            progress.Plan(3, 90);
            progress.Step("thread, run 1 [of 3]", 30);
            progress.Say("by the way [really]");
            progress.Step("async, run 1", 30);
        }
        string shown = Plain(_output.ToString());
        Assert.Contains("bench: by the way [really]\n", shown, StringComparison.Ordinal);
        Assert.Contains("1/3 thread, run 1 [of 3]", shown, StringComparison.Ordinal);
        Assert.Contains("2/3 async, run 1", shown, StringComparison.Ordinal);
        Assert.Contains("left", shown, StringComparison.Ordinal);
        string output = _output.ToString();
        Assert.True(output.LastIndexOf(ShowCursor, StringComparison.Ordinal) > output.LastIndexOf(HideCursor, StringComparison.Ordinal));
    }

    [Fact]
    public void After_a_rest_it_goes_on_where_it_was()
    {
        using (Progress progress = new(_output, isTerminal: true, _clock))
        {
            progress.Plan(3, 90);
            progress.Step("thread, run 1", 30);
            progress.Rest();
            progress.Rest();
            progress.Step("async, run 1", 30);
        }
        Assert.Contains("2/3 async, run 1", Plain(_output.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_nothing_is_shown_but_what_is_said()
    {
        using (Progress progress = new(_output, isTerminal: false, _clock))
        {
            progress.Plan(3, 90);
            progress.Step("thread, run 1", 30);
            _clock.Advance(60);
            progress.Say("by the way");
            progress.Step("async, run 1", 30);
        }
        Assert.Equal("bench: by the way\n", _output.ToString());
    }

    private static string Plain(string text) => Escape().Replace(text, "");

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escape();
}
