using System.CommandLine;
using Weft.Bench;
using Weft.Bench.Commands;
using Weft.Bench.Running;

// Exit codes: 0 done, 1 could not measure, 2 wrong command line, 128 + signal when a signal cut it.
AppDomain.CurrentDomain.ProcessExit += (_, _) => Session.KillAll();

RootCommand root = new("Measures Weft and the servers people would otherwise pick, with the field's own tools, on this machine's loopback.")
{
    Wrk2Command.Create(),
    SiegeCommand.Create(),
    ReportCommand.Create(),
};
ParseResult parsed = root.Parse(args is [] ? ["--help"] : args);
if (parsed.UnmatchedTokens is [var word, ..])
    return Fail($"'{word}' is no {(word.StartsWith('-') ? "option" : "command")} here (see ./bench --help)", 2);
if (parsed.Errors is [var error, ..])
    return Fail($"{error.Message.TrimEnd('.')} (see ./bench --help)", 2);
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (BenchException failure)
{
    return Fail(failure.Message, 1);
}
#pragma warning disable CA1031 // The last resort: whatever it is, no server is left behind.
catch (Exception failure)
#pragma warning restore CA1031
{
    return Fail(failure.ToString(), 1);
}

static int Fail(string why, int code)
{
    Console.Error.WriteLine($"bench: {why}");
    return code;
}
