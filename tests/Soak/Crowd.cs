using System.Net.Sockets;
using Weft.Tests.Soak.Scenarios;

namespace Weft.Tests.Soak;

/// <summary>The clients of one server: each plays one scenario after the other.</summary>
internal sealed class Crowd(ServerProcess server, Site site, Pace pace, SoakOptions options)
{
    /// <summary>Far longer than any scenario takes: whoever is still there is waiting for something that does not come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const int MostReports = 100;

    private readonly IReadOnlyList<Scenario> _scenarios =
        [.. Scenario.All.Where(scenario => scenario.Name.Contains(options.Only, StringComparison.Ordinal))];
    private int _busy;
    private int _reports;

    public ServerProcess Server => server;

    public Dictionary<string, Tally> Tallies { get; } = Scenario.All.ToDictionary(scenario => scenario.Name, _ => new Tally(), StringComparer.Ordinal);

    /// <summary>How many scenarios are being played.</summary>
    public int Busy => Volatile.Read(ref _busy);

    public long Answers => Tallies.Values.Sum(tally => tally.Answers);

    public long Wrong => Tallies.Values.Sum(tally => tally.Wrong);

    /// <summary>The first wrong answers, in words.</summary>
    public List<string> Reports { get; } = [];

    /// <summary>Plays until it is stopped.</summary>
    public Task PlayAsync(CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, options.Clients).Select(client => PlayOneAsync(client, stop)));

    // Each session has a seed of its own, made from the run's, so that it can be told which dice a wrong answer fell with.
    private async Task PlayOneAsync(int client, CancellationToken stop)
    {
        Random seeds = new(HashOf(options.Seed, client));
        while (!stop.IsCancellationRequested)
        {
            int seed = seeds.Next();
            Random random = new(seed);
            try
            {
                await pace.WaitAsync(random, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await PlayOnceAsync(_scenarios[Scenario.Draw(_scenarios, random)], seed, random, stop);
        }
    }

    private async Task PlayOnceAsync(Scenario scenario, int seed, Random random, CancellationToken stop)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        Tally tally = Tallies[scenario.Name];
        tally.CountSession();
        Interlocked.Increment(ref _busy);
        try
        {
            await scenario.Play(new Session(server.Address, site, random, tally, patience.Token));
        }
#pragma warning disable CA1031 // Whatever it is, it is reported, and the run goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            // Once the run is over, so are its servers, perhaps.
            if (stop.IsCancellationRequested)
                return;
            tally.CountWrong();
            Report($"[{scenario.Name}, session {seed}] {Describe(failure)}");
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    private static string Describe(Exception failure) => failure switch
    {
        WrongAnswerException or SocketException => failure.Message,
        OperationCanceledException => $"no end after {Patience.TotalMinutes} minutes",
        _ => failure.ToString(),
    };

    private void Report(string what)
    {
        if (Interlocked.Increment(ref _reports) > MostReports)
            return;
        string line = $"WRONG {DateTime.UtcNow:HH:mm:ss} {server.Engine} {what}";
        lock (Reports)
            Reports.Add(line);
        Console.WriteLine(line);
    }

    private static int HashOf(int seed, int client) => unchecked((seed * 1_000_003) + client);
}
