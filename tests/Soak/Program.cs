using System.Runtime.InteropServices;
using Weft.Tests.Soak;

// Exit codes: 0 every criterion is met, 1 one is not or the run was cut short, 2 wrong command line.
if (SoakOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(SoakOptions.Usage);
    return 2;
}
if (!File.Exists(options.Program))
{
    await Console.Error.WriteLineAsync($"{options.Program} is not there; ./weft --version builds it");
    return 2;
}

using CancellationTokenSource interruption = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using Site site = Site.Make(new Random(options.Seed));
Console.WriteLine($"Site: {site.Folder}. Program: {options.Program}. Process: {Environment.ProcessId}.");

return await (options.Connections > 0 ? RunSequenceAsync() : RunSoakAsync()) ? 0 : 1;

async Task<bool> RunSequenceAsync()
{
    try
    {
        return await new Sequence(options, site, interruption.Token).RunAsync();
    }
    catch (OperationCanceledException) when (interruption.IsCancellationRequested)
    {
        Console.WriteLine("Interrupted.");
        return false;
    }
}

async Task<bool> RunSoakAsync()
{
    SoakRun soak = new(options, site, interruption.Token);
    try
    {
        await soak.RunAsync();
    }
    finally
    {
        soak.EndServers();
    }
    (string page, bool isGood) = Summary.Of(soak, options, isWhole: !interruption.IsCancellationRequested);
    Console.WriteLine();
    Console.WriteLine(page);
    return isGood;
}

void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    interruption.Cancel();
}
