using System.Text;
using Weft.Bench;
using Weft.Bench.Checks;
using Weft.Bench.Compare;
using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Compare;

/// <summary>Servers that send something else are not measured.</summary>
public sealed class AnswerCheckTests
{
    private static readonly Workload Small = Workloads.All[0].Quick();

    [Theory]
    [InlineData(200, "abc", null)]
    [InlineData(404, "abc", "the status is 404, not 200")]
    [InlineData(200, "ab", "the body has 2 bytes, not 3")]
    [InlineData(200, "abcd", "the body has 4 bytes, not 3")]
    [InlineData(200, "abd", "the body differs from byte 2 on: 100 instead of 99")]
    public void The_difference_is_told(int status, string body, string? difference)
    {
        Answer answer = new(status, "", Encoding.ASCII.GetBytes(body));
        Assert.Equal(difference, AnswerCheck.Difference(200, "abc"u8.ToArray(), answer));
    }

    [Fact]
    public void What_a_server_says_about_a_missing_file_is_its_own_affair()
    {
        Assert.Null(AnswerCheck.Difference(404, null, new Answer(404, "", "no such thing"u8.ToArray())));
    }

    [Fact]
    public async Task A_server_that_sends_other_bytes_is_refused_by_name_address_and_difference()
    {
        using Ground ground = await Ground.PrepareAsync(Workspace.Open(output: null, isFull: false), CancellationToken.None);
        Measurement measurement = new(ground, InstrumentCheck.WrongFloor, Small, round: 1);
        BenchException refusal = await Assert.ThrowsAsync<BenchException>(() => measurement.TakeAsync(CancellationToken.None));
        Assert.Matches(@"^wrong floor does not answer .*: http://127\.0\.0\.1:\d+/1k\.html: the body differs from byte 1023 on", refusal.Message);
    }

    [Fact]
    public async Task The_floor_answers_every_workload_as_it_should()
    {
        using Ground ground = await Ground.PrepareAsync(Workspace.Open(output: null, isFull: false), CancellationToken.None);
        Subject floor = Subjects.All.Single(subject => subject.Name == Subjects.Floor);
        foreach (Workload workload in Workloads.All)
        {
            await using Server server = await ground.StartAsync(floor, workload, CancellationToken.None);
            AnswerCheck.Require(floor.Name, server.Port, workload, ground.Site);
        }
    }
}
