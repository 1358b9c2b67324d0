using Weft.Bench.Sieges;
using Xunit;

namespace Weft.Tests.Bench.Sieges;

public sealed class RepeatedErrorsTests
{
    [Fact]
    public void Lines_that_say_the_same_are_counted_and_no_figure_changes()
    {
        string output = Sample.Read("siege-4.0-failures.txt");
        int errors = output.Split("socket: read error").Length - 1;
        string counted = RepeatedErrors.Count(output);
        string[] lines = counted.Split('\n');
        Assert.Equal("The server is now under siege...", lines[2]);
        Assert.Equal($"[error] socket: read error Connection reset by peer sock.c:635: Connection reset by peer ({errors} times)", lines[3]);
        Assert.DoesNotContain("[error]", string.Concat(lines[4..]), StringComparison.Ordinal);
        Assert.Equal(SiegeSummary.Parse(output), SiegeSummary.Parse(counted));
    }

    [Fact]
    public void An_output_without_errors_stays_to_the_letter() =>
        Assert.Equal(Sample.Read("siege-4.0.txt"), RepeatedErrors.Count(Sample.Read("siege-4.0.txt")));
}
