using System.Globalization;
using Weft.Bench.Compare;
using Weft.Bench.Measuring;
using Xunit;

namespace Weft.Tests.Bench.Compare;

/// <summary>What is said of servers, and what is not.</summary>
public sealed class ComparisonTests
{
    [Fact]
    public void Cpu_per_request_is_that_of_the_whole_tree_by_the_answers()
    {
        Row row = Measured(Load("nginx", 1, cpu: 2, requests: 100_000)).Rows.Single();
        Assert.Equal(20, row[Metric.CpuPerRequest]!.Value.Median, 9);
        Assert.Equal(50_000, row[Metric.RequestsPerSecond]!.Value.Median, 9);
        Assert.Empty(row.Marks);
    }

    [Fact]
    public void Ratios_are_to_the_other_server_of_the_same_run()
    {
        Contest contest = Measured(Load("nginx", 1, cpu: 2), Load("h2o", 1, cpu: 1));
        Assert.Equal(0.5, contest.Ratio(contest.Find("h2o")!, Subjects.Nginx)!.Value.Median, 9);
        Assert.Null(contest.Ratio(contest.Find("h2o")!, Subjects.Floor));
    }

    [Fact]
    public void The_verdict_says_what_small_files_cost_and_where_Weft_loses()
    {
        IReadOnlyList<string> verdict = CompareVerdict.Of([Measured(
            Load("weft-thread", 1, cpu: 1.5), Load("weft-event-loop", 1, cpu: 1), Load("nginx", 1, cpu: 2), Load("h2o", 1, cpu: 0.5))]);
        Assert.Equal(
            "Among Weft's engines, **weft-event-loop** takes the least CPU to send a small file (1 KB): 10.0 µs per request, which is 0.50 times what nginx takes.",
            verdict[0]);
        Assert.Equal(
            "Another server clearly takes less than the best engine of Weft in 1 of 1 workloads: `1k` (Weft takes 2.00 times what h2o takes).", verdict[1]);
        Assert.Equal(2, verdict.Count);
    }

    [Fact]
    public void Without_anybody_to_compare_with_there_is_no_verdict() =>
        Assert.Empty(CompareVerdict.Of([Measured(Load("weft-event-loop", 1, cpu: 1), Load(Subjects.Floor, 1, cpu: 0.5))]));

    [Fact]
    public void Who_lies_among_the_measurements_of_another_is_the_same()
    {
        Contest contest = Measured(
            Load("nginx", 1, cpu: 1.0), Load("nginx", 2, cpu: 1.2), Load("h2o", 1, cpu: 1.1), Load("h2o", 2, cpu: 1.3),
            Load("caddy", 1, cpu: 4.0), Load("caddy", 2, cpu: 4.1));
        Assert.True(contest.AreSame(contest.Find("nginx")!, contest.Find("h2o")!));
        Assert.False(contest.AreSame(contest.Find("nginx")!, contest.Find("caddy")!));
        Assert.Equal(["nginx", "h2o"], contest.Leaders().Select(row => row.Subject.Name));
    }

    [Fact]
    public void Who_is_no_further_away_than_the_control_from_itself_is_the_same()
    {
        Cell[] apart = [Load("nginx", 1, cpu: 1.00), Load("h2o", 1, cpu: 1.08)];
        Cell[] control = [Load(Subjects.Control, 1, cpu: 2.0), Load(Subjects.ControlAgain, 1, cpu: 2.2)];
        Assert.Single(Measured(apart).Leaders());
        Assert.Equal(["nginx", "h2o"], Measured([.. apart, .. control]).Leaders().Select(row => row.Subject.Name));
    }

    [Fact]
    public void The_floor_and_who_had_errors_do_not_lead()
    {
        Contest contest = Measured(
            Load(Subjects.Floor, 1, cpu: 0.1),
            Load("h2o", 1, cpu: 0.2) with { Output = Sample.Read("wrk-broken.txt") },
            Load("nginx", 1, cpu: 3));
        Assert.Equal("nginx", contest.Leaders().Single().Subject.Name);
        Assert.Equal("broken connections: 37699", contest.Find("h2o")!.Marks.Single());
    }

    [Fact]
    public void An_answer_of_the_wrong_status_is_an_error()
    {
        Assert.Equal("answers of another status: 61058", Measured(Load("h2o", 1, cpu: 1) with { Output = Sample.Read("wrk-statuses.txt") }).Rows.Single().Marks.Single());
        Cell missing = Load("h2o", 1, cpu: 1) with { Workload = "404", Output = Sample.Read("wrk-statuses.txt") };
        Assert.Empty(Measured(missing).Rows.Single().Marks);
    }

    [Theory]
    [InlineData(1.0, 2.8, true)]
    [InlineData(2.0, 1.9, false)]
    [InlineData(0.5, 2.0, false)]
    public void Client_bound_is_who_took_more_than_the_server_while_none_was_left(double server, double client, bool isBound)
    {
        Cell cell = Load("nginx", 1, cpu: server, client: client);
        Assert.Equal(isBound, Measured(cell).Rows.Single().IsClientBound);
    }

    [Fact]
    public void Who_was_refused_has_no_figure_but_a_reason()
    {
        Cell refused = Load("h2o", 1, cpu: 1) with { Output = Cell.Refused + "it sent something else\n" };
        Row row = Measured(refused).Rows.Single();
        Assert.Empty(row.Figures);
        Assert.Equal("refused: it sent something else", row.Marks.Single());
    }

    [Fact]
    public void Connections_that_a_server_did_not_get_are_told()
    {
        Cell cell = Load("weft-process", 1, cpu: 1) with
        {
            Workload = "downloads",
            Output = Downloads,
        };
        Row row = Measured(cell).Rows.Single();
        Assert.Equal(["100 connections only", "clients who got nothing: 1"], row.Marks);
        Assert.Equal(2.0 / 3, row[Metric.Fairness]!.Value.Median, 9);
        Assert.Equal(0, row[Metric.SlowestToMedian]!.Value.Median);
    }

    /// <summary>What lies in the sockets' buffers has been sent and not received, so the filling of them does not count.</summary>
    [Fact]
    public void Downloads_are_counted_while_the_buffers_are_full()
    {
        Row row = Measured(Load("nginx", 1, cpu: 1) with { Workload = "downloads", Output = Downloads }).Rows.Single();
        Assert.Equal(2, row[Metric.GigabytesPerSecond]!.Value.Median, 9);
        Assert.Equal(0.25, row[Metric.CpuPerGigabyte]!.Value.Median, 9);
        Assert.Equal(0.375, row[Metric.CpuOfBothPerGigabyte]!.Value.Median, 9);
    }

    [Theory]
    [InlineData(1.79, false)]
    [InlineData(1.81, true)]
    public void The_client_of_downloads_is_one_thread(double client, bool isBound)
    {
        Cell cell = Load("nginx", 1, cpu: 0.1, client: client) with { Workload = "downloads", Output = Downloads };
        Assert.Equal(isBound, Measured(cell).Rows.Single().IsClientBound);
    }

    [Fact]
    public void The_engine_that_starts_a_process_for_each_connection_is_asked_on_few()
    {
        Assert.Equal("4 connections only", Measured(Load("weft-process", 1, cpu: 1)).Rows.Single().Marks.Single());
    }

    [Fact]
    public void Of_batches_no_latency_is_told()
    {
        Assert.True(Measured(Load("nginx", 1, cpu: 1)).Rows.Single().Figures.ContainsKey(Metric.P99));
        Assert.False(Measured(Load("nginx", 1, cpu: 1) with { Workload = "pipeline" }).Rows.Single().Figures.ContainsKey(Metric.P99));
    }

    [Theory]
    [InlineData(0.39, null)]
    [InlineData(0.8, "other work took more than 10 % of the processors")]
    public void A_machine_that_had_something_else_to_do_is_told(double others, string? mark)
    {
        Cell cell = Load("nginx", 1, cpu: 1);
        Cell disturbed = cell with { Round = 2, Measured = new Dictionary<string, double>(cell.Measured, StringComparer.Ordinal) { [Figures.OtherCpu] = others } };
        Assert.Equal(mark, Measured(cell, disturbed).Rows.Single().Marks.SingleOrDefault());
    }

    [Fact]
    public void Idle_clients_that_a_server_did_not_keep_are_told()
    {
        Cell load = Load("h2o", 1, cpu: 1);
        Cell cell = load with
        {
            Workload = "idle",
            Output = "idle clients: 10000\nidle answered: 9000\nidle opening seconds: 10.000\nidle still open: 8999\n" + load.Output,
        };
        Row row = Measured(cell).Rows.Single();
        Assert.Equal(["idle clients not let in: 1000", "idle connections closed by the server: 1"], row.Marks);
        Assert.Equal(8999, row[Metric.StillOpen]!.Value.Median);
    }

    [Fact]
    public void Rounds_without_an_answer_are_counted()
    {
        Cell good = Load("h2o", 1, cpu: 1);
        Row row = Measured(good, good with { Round = 2, Output = "unable to connect to 127.0.0.1:1 Connection refused\n" }).Rows.Single();
        Assert.Equal("no answer at all in 1 of 2 measurements", row.Marks.Single());
    }

    private const string Downloads =
        "downloads: 100\nconnected: 100\nbroken: 0\nseconds: 3.0\ncounted seconds: 2.0\ncounted bytes: 4000000000\nbytes of each: 1000 1000 0\n";

    private static Contest Measured(params Cell[] cells) => Comparison.Of(SampleRun.Of("compare", cells)).Single();

    private static Cell Load(string subject, int round, double cpu, long requests = 100_000, double client = 0.5) => new()
    {
        Subject = subject,
        Workload = "1k",
        Round = round,
        Command = "wrk",
        Output = string.Create(CultureInfo.InvariantCulture, $"     50%    1.00ms\n     99%    9.00ms\n  {requests} requests in 2.00s, 100.00MB read\n"),
        Seconds = 2,
        Measured = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            [Figures.ServerCpu] = cpu,
            [Figures.ClientCpu] = client,
            [Figures.Memory] = 5e6,
            [Figures.Processes] = 1,
        },
    };
}
