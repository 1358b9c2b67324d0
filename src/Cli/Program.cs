using System.Globalization;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weft.Cli;
using Weft.Content;
using Weft.Http;
using Weft.Server;

// Exit codes: 0 done, 1 could not serve or not finish, 2 wrong command line, 128 + signal when a second signal cut it.
AppDomain.CurrentDomain.UnhandledException += (_, fault) => Environment.Exit(Fail(Describe(fault.ExceptionObject), 1));
try
{
    return Start(args);
}
#pragma warning disable CA1031 // The last resort: whatever it is, a user gets one line and no stack trace.
catch (Exception failure)
#pragma warning restore CA1031
{
    return Fail(Describe(failure), 1);
}

static int Start(string[] args)
{
    if (HttpServer.IsChild)
        return ServeAsChild(ChildArguments.Read(args));
    if (CommandLine.Parse(args, out string? refusal) is not { } settings)
        return Fail($"{refusal} (see weft --help)", 2);
    if (settings.WantsHelp)
        Output.Standard.WriteLine(HelpText.Text);
    else if (settings.WantsVersion)
        Output.Standard.WriteLine($"weft {Version()} ({Kind()})");
    else
        return Serve(settings);
    return 0;
}

static int Serve(Settings settings)
{
    if (SiteFolder.Choose(settings) is not { } folder)
        return Fail("the demo site is not there: the folder www is neither beside the program nor in its repository", 1);
    if (SiteFolder.FindObjection(folder) is { } objection)
        return Fail(objection, 1);

    bool isTerminal = !settings.IsQuiet && !Console.IsOutputRedirected;
    using Signals signals = new(isTerminal ? TellOfDrain : null);
    using StaticFiles site = new(folder);
    ServerOptions options = Watched(settings) with { Child = ChildArguments.Command(settings, folder, site.Folder) };
    using HttpServer server = new(options, HandlerFor(settings, site));
    try
    {
        server.Listen();
    }
    catch (SocketException failure)
    {
        return Fail(Banner.ListenFailure(failure.SocketErrorCode, options.Address, options.Port), 1);
    }

    signals.GoTo(server);
    if (settings.IsVerbose)
        Output.Error.WriteLine($"weft {Version()} ({Kind()}), {RuntimeInformation.FrameworkDescription}");
    if (isTerminal)
        Output.Standard.WriteLine(
            Banner.Text(server.EndPoint, NetworkAddresses.Reaching(server.EndPoint.Address), folder, options.Engine));
    else if (!settings.IsQuiet || options.Port == 0)
        Output.Standard.WriteLine(Banner.Url(server.EndPoint));
    bool isWhole;
    try
    {
        isWhole = server.Run();
    }
    catch (ServerFailedException failure)
    {
        return Fail(failure.Message, 1);
    }
    if (isTerminal)
        Output.Standard.WriteLine(isWhole ? "\rStopped." : "\rStopped, and cut what was in progress.");
    return signals.ExitCode(isWhole);
}

static int ServeAsChild(Settings settings)
{
    using StaticFiles site = new(settings.Folder!);
    return HttpServer.RunChild(Watched(settings), HandlerFor(settings, site));
}

// Who answers: the same in the server and in its children.
static RequestHandler HandlerFor(Settings settings, StaticFiles site) =>
    settings.IsDemo ? new DemoSite(settings.Server.Engine, site.Answer).Answer : site.Answer;

static ServerOptions Watched(Settings settings)
{
    if (!settings.IsVerbose)
        return settings.Server with { Notice = settings.IsQuiet ? null : line => Output.Error.WriteLine($"weft: {Escape.Controls(line)}") };
    // Only a log has colours: a child without one need not look at the terminal.
    Ink ink = Ink.OfErrors();
    Action<string> say = line => Output.Error.WriteLine($"{LogLine.TimeOfDay(DateTime.Now, ink)} weft: {Escape.Controls(line)}");
    return settings.Server with
    {
        Served = served => Output.Error.WriteLine(LogLine.Of(served, DateTime.Now, ink)),
        Notice = settings.IsQuiet ? null : say,
        Detail = say,
    };
}

// The terminal has just echoed ^C at the start of this line.
static void TellOfDrain(int finishing) => Output.Standard.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"\rFinishing {finishing} answer{(finishing == 1 ? "" : "s")}; Ctrl-C again ends at once."));

static int Fail(string why, int code)
{
    Output.Error.WriteLine($"weft: {Escape.Controls(why)}");
    return code;
}

static string Describe(object failure) =>
    failure is Exception exception ? $"{exception.GetType().Name}: {exception.Message}" : "unknown failure";

// The two programs that ./weft builds.
static string Kind() => RuntimeFeature.IsDynamicCodeSupported ? "ready-to-run" : "native";

static string Version() =>
    typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
