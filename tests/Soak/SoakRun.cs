using System.Diagnostics;

namespace Weft.Tests.Soak;

/// <summary>
/// The run: all servers under load at the same time, and three rests, after 10 %, 50 % and 100 % of it, in which nobody is
/// connected, so that what is left then can be compared.
/// </summary>
internal sealed class SoakRun(SoakOptions options, Site site, CancellationToken interrupted)
{
    private static readonly double[] RestsAt = [10, 50, 100];
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LineInterval = TimeSpan.FromMinutes(1);

    private readonly Pace _pace = new(options.Load);
    private readonly List<ServerProcess> _processes = [];
    private readonly List<(Crowd Crowd, Recording Recording)> _servers = [];
    private readonly Stopwatch _loaded = new();
    private TimeSpan _lastLine;
    private TimeSpan _ownCpuAtStart;

    /// <summary>How long the load was on.</summary>
    public TimeSpan Loaded => _loaded.Elapsed;

    /// <summary>How much of one core the clients used while the load was on.</summary>
    public double OwnLoad { get; private set; }

    public int Changes { get; private set; }

    public IEnumerable<(Crowd Crowd, Recording Recording)> Servers => _servers;

    public async Task RunAsync()
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        List<Task> work = [];
        Mutator mutator = new(site, options.Seed);
        try
        {
            foreach (string engine in options.Engines)
                await StartServerAsync(engine);
            _ownCpuAtStart = Environment.CpuUsage.TotalTime;
            work.AddRange([Task.Run(() => mutator.RunAsync(over.Token)), Task.Run(() => _pace.SteerAsync(over.Token))]);
            work.AddRange(_servers.Select(each => Task.Run(() => each.Crowd.PlayAsync(over.Token))));
            foreach (double percent in RestsAt)
                await LoadThenRestAsync(percent);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            Console.WriteLine("\nInterrupted.");
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(work);
            Changes = mutator.Changes;
            foreach (ServerProcess server in _processes)
                await server.StopAsync();
        }
    }

    public void EndServers()
    {
        foreach (ServerProcess server in _processes)
            server.Dispose();
    }

    private async Task StartServerAsync(string engine)
    {
        _processes.Add(await ServerProcess.StartAsync(options.Program, engine, site.Folder));
        ServerProcess server = _processes[^1];
        // Threads that only the start needs are gone after a moment.
        await Task.Delay(2000, interrupted);
        Recording recording = new(ProcessSample.Take(server.Id, site.Folder));
        _servers.Add((new Crowd(server, site, _pace, options), recording));
    }

    private async Task LoadThenRestAsync(double untilPercent)
    {
        _loaded.Start();
        while (Percent() < untilPercent)
        {
            await Task.Delay(SampleInterval, interrupted);
            foreach ((Crowd crowd, Recording recording) in _servers)
            {
                if (crowd.Server.HasEnded)
                    throw new InvalidOperationException($"The server with {crowd.Server.Engine} has ended by itself.");
                recording.Add(Percent(), ProcessSample.Take(crowd.Server.Id, site.Folder));
            }
            ShowProgress();
        }
        _loaded.Stop();
        OwnLoad = (Environment.CpuUsage.TotalTime - _ownCpuAtStart) / _loaded.Elapsed * 100;
        await RestAsync(untilPercent);
    }

    /// <summary>Lets everybody finish, waits a moment longer, and takes the median of several looks.</summary>
    private async Task RestAsync(double percent)
    {
        _pace.Rest();
        while (_servers.Exists(each => each.Crowd.Busy > 0))
            await Task.Delay(100, interrupted);
        await Task.Delay(5000, interrupted);
        var samples = _servers.ConvertAll(_ => new List<ProcessSample>());
        for (int look = 0; look < 5; look++)
        {
            foreach ((int i, (Crowd crowd, _)) in _servers.Index())
                samples[i].Add(ProcessSample.Take(crowd.Server.Id, site.Folder));
            await Task.Delay(1000, interrupted);
        }
        foreach ((int i, (_, Recording recording)) in _servers.Index())
            recording.Reposes.Add(new Repose(percent, Recording.MedianByPss(samples[i])));
        _pace.GoOn();
    }

    private double Percent() => _loaded.Elapsed.TotalMinutes / options.Minutes * 100;

    /// <summary>A line that is written over on a terminal; elsewhere, and for good, a line per minute.</summary>
    private void ShowProgress()
    {
        bool isDue = _loaded.Elapsed - _lastLine >= LineInterval;
        if (!isDue && Console.IsOutputRedirected)
            return;
        if (isDue)
            _lastLine = _loaded.Elapsed;
        string servers = string.Join("; ", _servers.Select(each => FormattableString.Invariant(
            $"{each.Crowd.Server.Engine}: {each.Crowd.Answers} answers, {each.Crowd.Wrong} wrong, RSS {each.Recording.Last.Rss / 1024} MB, {each.Recording.Last.Descriptors} fds, {each.Recording.Last.Threads} threads, {each.Recording.Last.CpuSeconds:0} s CPU")));
        string line = FormattableString.Invariant($"{_loaded.Elapsed:hh\\:mm\\:ss} {Percent():0} % | {servers}");
        if (Console.IsOutputRedirected)
            Console.WriteLine(line);
        else
            Console.Write($"\r\e[K{line}{(isDue ? "\n" : "")}");
    }
}
