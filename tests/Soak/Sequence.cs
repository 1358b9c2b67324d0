using System.Globalization;
using System.Net;

namespace Weft.Tests.Soak;

/// <summary>
/// Connections one after another, one request each, against one engine after the other: what a connection leaves behind,
/// however little, shows after enough of them. Compared is the server at rest before and after, once it is warm.
/// </summary>
internal sealed class Sequence(SoakOptions options, Site site, CancellationToken interrupted)
{
    /// <summary>A process for each connection takes a hundred times as long.</summary>
    private const int ProcessDivisor = 100;

    /// <summary>Memory may be this much larger: a leak of 100 bytes in each of 100,000 connections would be more.</summary>
    private const double Growth = 1.2;

    /// <summary>The runtime's own pool, where an engine uses it, starts and ends threads as it sees fit.</summary>
    private const int RuntimeThreads = 4;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    /// <returns>Whether no engine has grown.</returns>
    public async Task<bool> RunAsync()
    {
        Console.WriteLine("| engine | connections | RSS, KB | PSS, KB | descriptors | threads | exit code | met |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        bool isGood = true;
        foreach (string engine in options.Engines)
            isGood &= await RunAsync(engine);
        return isGood;
    }

    private async Task<bool> RunAsync(string engine)
    {
        int divisor = engine == "process" ? ProcessDivisor : 1;
        int count = Math.Max(10, options.Connections / divisor);
        using ServerProcess server = await ServerProcess.StartAsync(options.Program, engine, site.Folder);
        // Workers share the connections, and each has a runtime of its own to warm up.
        int runtimes = engine == "process-pool" ? Environment.ProcessorCount : 1;
        await ConnectAsync(server.Address, runtimes * options.WarmUp / divisor);
        await Task.Delay(Moment, interrupted);
        ProcessSample early = ProcessSample.Take(server.Id, site.Folder);
        await ConnectAsync(server.Address, count);
        ProcessSample late = await RestAsync(server, early);
        await server.StopAsync();

        bool isMet = HasNotGrown(early, late) && server.ExitCode == 0 && server.Errors.Length == 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {engine} | {count} | {early.Rss}, {late.Rss} | {early.Pss}, {late.Pss} | {early.Descriptors}, {late.Descriptors} | {early.Threads}, {late.Threads} | {server.ExitCode} | {(isMet ? "yes" : "**no**")} |"));
        if (server.Errors.Length > 0)
            Console.WriteLine(server.Errors);
        return isMet;
    }

    // Few files, so that the server's cache is full when it is first looked at.
    private async Task ConnectAsync(IPEndPoint address, int count)
    {
        for (int i = 0; i < count; i++)
        {
            StaticFile file = site.Small[i % 20];
            using Connection connection = await Connection.OpenAsync(address, interrupted);
            await connection.SendAsync(Session.Get(file.Path, i % 2 == 0 ? "Connection: close\r\n" : ""));
            Answer answer = await connection.ReadHeadAsync();
            answer.Expect(200);
            answer.ExpectLength(file.Size);
            await connection.ReadBodyAsync(answer, file.CheckBytes);
            if (answer.Closes)
                await connection.ExpectEndAsync();
        }
    }

    // What ends elsewhere, such as children who have served, takes a moment; what does not end takes for ever.
    private async Task<ProcessSample> RestAsync(ServerProcess server, ProcessSample early)
    {
        ProcessSample late = default;
        for (int i = 0; i < 10; i++)
        {
            await Task.Delay(Moment, interrupted);
            late = ProcessSample.Take(server.Id, site.Folder);
            if (HasNotGrown(early, late))
                break;
        }
        return late;
    }

    private static bool HasNotGrown(ProcessSample early, ProcessSample late) =>
        late.Pss <= early.Pss * Growth && late.Threads <= early.Threads + RuntimeThreads && late.Sockets <= early.Sockets
        && late.SiteFiles <= early.SiteFiles && late.OtherDescriptors <= early.OtherDescriptors && late.Processes <= early.Processes;
}
