using Weft.Server;
using Weft.Server.Processes;
using Xunit;

namespace Weft.Tests.Unit.Server;

/// <summary>SH-05: how soon another child may be started, and when there is no use in it.</summary>
public sealed class StartLimitTests
{
    private readonly StartLimit _limit = new();

    [Fact]
    public void Nothing_that_has_not_failed_waits()
    {
        Assert.True(_limit.IsOpen);
        Assert.Equal(TimeSpan.Zero, _limit.Wait);
        _limit.Succeeded();
        Assert.True(_limit.IsOpen);
    }

    /// <summary>Some of a pause may have passed by the time it is looked at, but not half of it.</summary>
    [Fact]
    public void Pauses_double_up_to_a_few_seconds()
    {
        double[] expected = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2, 3.2];
        foreach (double pause in expected[..2])
        {
            _limit.Failed("exit code 1", isAlone: false);
            Assert.InRange(_limit.Wait, TimeSpan.Zero, TimeSpan.FromSeconds(pause));
        }
        foreach (double pause in expected[2..])
        {
            _limit.Failed("exit code 1", isAlone: false);
            Assert.False(_limit.IsOpen);
            Assert.InRange(_limit.Wait, TimeSpan.FromSeconds(pause / 2), TimeSpan.FromSeconds(pause));
        }
    }

    [Fact]
    public void Six_failures_in_a_row_are_the_end_if_nobody_serves()
    {
        for (int i = 0; i < 5; i++)
            _limit.Failed("exit code 1", isAlone: true);
        ServerFailedException end = Assert.Throws<ServerFailedException>(() => _limit.Failed("exit code 2", isAlone: true));
        Assert.Equal("no child process can be started; the last of 6 attempts: exit code 2", end.Message);
    }

    [Fact]
    public void As_long_as_somebody_serves_there_is_no_end()
    {
        for (int i = 0; i < 100; i++)
            _limit.Failed("exit code 1", isAlone: false);
        Assert.InRange(_limit.Wait, TimeSpan.Zero, TimeSpan.FromSeconds(3.2));
        Assert.Throws<ServerFailedException>(() => _limit.Failed("exit code 1", isAlone: true));
    }

    [Fact]
    public void One_that_becomes_ready_ends_the_row()
    {
        for (int i = 0; i < 5; i++)
            _limit.Failed("exit code 1", isAlone: true);
        _limit.Succeeded();
        for (int i = 0; i < 5; i++)
            _limit.Failed("exit code 1", isAlone: true);
        Assert.Throws<ServerFailedException>(() => _limit.Failed("exit code 1", isAlone: true));
    }
}
