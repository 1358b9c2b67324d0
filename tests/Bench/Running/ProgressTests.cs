using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

public sealed class ProgressTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose() => _output.Dispose();

    [Fact]
    public void At_a_terminal_one_line_is_drawn_over_and_over_and_goes_at_the_end()
    {
        using (Progress progress = new(_output, isTerminal: true, _clock))
        {
            progress.Plan(3, 90);
            progress.Step("thread, run 1", 30);
            _clock.Advance(10);
            progress.Say("by the way");
        }
        Assert.Equal(
            "\r\x1b[K1/3 thread, run 1, 0:00 gone, about 1:30 left"
            + "\r\x1b[K1/3 thread, run 1, 0:10 gone, about 1:20 left"
            + "\r\x1b[Kbench: by the way\n",
            _output.ToString());
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

    /// <summary>What takes twice as long as planned will go on to.</summary>
    [Fact]
    public void What_is_left_stretches_with_what_is_done()
    {
        using Progress progress = new(_output, isTerminal: true, _clock);
        progress.Plan(4, 120);
        progress.Step("a", 30);
        _clock.Advance(60);
        progress.Step("b", 30);
        Assert.EndsWith("\x1b[K2/4 b, 1:00 gone, about 3:00 left", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hours_have_minutes_of_two_digits()
    {
        using Progress progress = new(_output, isTerminal: true, _clock);
        progress.Plan(1, 3725);
        progress.Step("a", 3725);
        Assert.Contains("about 1:02:05 left", _output.ToString(), StringComparison.Ordinal);
    }
}
