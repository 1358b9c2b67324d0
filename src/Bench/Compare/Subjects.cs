using Weft.Bench.Reporting.Charts;
using Weft.Bench.Running;

namespace Weft.Bench.Compare;

/// <summary>All servers that are compared, in the order of the first round.</summary>
internal static class Subjects
{
    public const string Floor = "floor";
    public const string Nginx = "nginx";
    public const string KestrelName = "kestrel";
    public const string Control = "weft-event-loop";
    public const string ControlAgain = "weft-event-loop-again";

    private const string OpenFileCache = "open_file_cache max=10000 inactive=60s;\n    open_file_cache_errors on;";

    /// <summary>Each connection of the engine process is a process of its own, and a machine has room for only so many.</summary>
    private const int MostProcesses = 100;

    /// <summary>
    /// As many as it has processes waiting: what a load tool does in a few seconds would else be to wait for .NET to start, again
    /// and again, and its connections that were given up in the warm-up would have to be served first.
    /// </summary>
    private const int Spares = 4;

    public static IReadOnlyList<Subject> All { get; } =
    [
        new Subject
        {
            Name = Floor,
            Story = "the least a server could do: C, epoll, receive, and send an answer made ahead; large ones with sendfile",
            Kind = BarKind.Reference,
            Command = launch => FloorCommand(launch, []),
            Version = new ToolCommand("cc", "--version"),
        },
        Weft("single", "one connection after another, on one thread"),
        Weft("thread", "a thread for each connection"),
        Weft("thread-pool", "a fixed number of threads take turns with whichever connections are ready"),
        Weft("process", "a process for each connection; what it costs includes starting them") with { MostConnections = MostProcesses, MostAsking = Spares },
        Weft("process-pool", "a fixed number of processes, each with an event loop"),
        Weft("async", "a task for each connection"),
        Weft("event-loop", "one event loop per processor"),
        Weft("event-loop", "the same server measured a second time, to show the noise: whatever differs between the two means nothing") with
        {
            Name = ControlAgain,
            Label = $"{Control} (again)",
        },
        ReadyToRun("thread"),
        ReadyToRun("process") with { MostConnections = MostProcesses, MostAsking = Spares },
        ReadyToRun("event-loop"),
        new Subject
        {
            Name = Nginx,
            Story = "as Debian configures it",
            Command = launch => NginxCommand(launch, ""),
            Need = ("nginx", "nginx"),
            Version = new ToolCommand("nginx", "-v"),
            Template = "nginx.conf",
        },
        new Subject
        {
            Name = "nginx-cache",
            Story = "nginx with open_file_cache: what it knows of a file may be 60 seconds old",
            Command = launch => NginxCommand(launch, OpenFileCache),
            Need = ("nginx", "nginx"),
        },
        new Subject
        {
            Name = "lighttpd",
            Story = "with its defaults: what it knows of a file may be a second old",
            Command = launch => new ToolCommand("lighttpd", "-D", "-f", launch.Configure("lighttpd.conf")),
            Need = ("lighttpd", "lighttpd"),
            Version = new ToolCommand("lighttpd", "-v"),
            Template = "lighttpd.conf",
        },
        new Subject
        {
            Name = "h2o",
            Story = "with its defaults",
            Command = launch => new ToolCommand("h2o", "-c", launch.Configure("h2o.conf")),
            Need = ("h2o", "h2o"),
            Version = new ToolCommand("h2o", "-v"),
            Template = "h2o.conf",
        },
        new Subject
        {
            Name = "caddy",
            Story = "with its defaults",
            Command = CaddyCommand,
            Need = ("caddy", "caddy"),
            Version = new ToolCommand("caddy", "version"),
            Template = "Caddyfile",
        },
        new Subject
        {
            Name = KestrelName,
            Story = "ASP.NET Core's server and its static files, as documented, with the garbage collector for servers that its SDK chooses",
            Command = launch => OnDotnet(
                launch,
                new ToolCommand(Kestrel(launch.Ground.Workspace), launch.PortText, launch.Ground.Site.Folder)),
        },
        new Subject
        {
            Name = "python",
            Story = "http.server, as python3 -m http.server runs it: HTTP/1.0, a thread and a connection for each request",
            Command = launch => new ToolCommand(Python, launch.Ground.Peer("http_server.py"), launch.PortText, launch.Ground.Site.Folder),
            Need = ("python3", "python3"),
            Version = new ToolCommand(Python, "--version"),
        },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(subject => subject.Name)];

    public static Subject Find(string name) => All.First(subject => subject.Name == name);

    // Debian's own, where it is; what else may stand on PATH can be a script that looks for it.
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Where Kestrel was built, beside this program.</summary>
    public static string Kestrel(Workspace workspace) => Path.Combine(workspace.Repository, "artifacts", "bin", "Kestrel", "release", "kestrel");

    public static ToolCommand FloorCommand(Launch launch, IReadOnlyList<string> options) => new(
        launch.Ground.FloorProgram,
        [launch.PortText, launch.WorkersText, FloorAnswers.Write(Path.Combine(launch.Scratch, "answers"), launch.Workload, launch.Ground.Site), .. options]);

    private static Subject Weft(string engine, string story) => new()
    {
        Name = $"weft-{engine}",
        Story = story,
        Kind = BarKind.Own,
        Command = launch => WeftCommand(launch, Workspace.Native, engine),
    };

    // Where the runtime makes a difference: what it costs a request, a connection and a start, and what memory it takes.
    private static Subject ReadyToRun(string engine) => new()
    {
        Name = $"weft-{engine}-r2r",
        Story = $"weft-{engine} built with .NET's ReadyToRun instead of native: the same server from the same sources, which needs the .NET runtime to run",
        Kind = BarKind.Own,
        Native = $"weft-{engine}",
        Workloads = ["1k", "close", "start"],
        Command = launch => OnDotnet(launch, WeftCommand(launch, Workspace.ReadyToRun, engine)),
    };

    private static ToolCommand WeftCommand(Launch launch, string program, string engine) => new(
        launch.Ground.Workspace.Program(program),
        [
            "-q", "-c", engine, "-w", launch.WorkersText, "-p", launch.PortText,
            .. engine == "process" ? ["--max-processes", "200"] : Array.Empty<string>(),
            launch.Ground.Site.Folder,
        ]);

    private static ToolCommand NginxCommand(Launch launch, string extra) =>
        new("nginx", "-p", launch.Scratch, "-c", launch.Configure("nginx.conf", extra));

    private static ToolCommand CaddyCommand(Launch launch) =>
        new("caddy", "run", "--adapter", "caddyfile", "--config", launch.Configure("Caddyfile"))
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HOME"] = launch.Scratch,
                ["XDG_CONFIG_HOME"] = launch.Scratch,
                ["XDG_DATA_HOME"] = launch.Scratch,
                ["GOMAXPROCS"] = launch.WorkersText,
            },
        };

    // A .NET process that has to be killed leaves files in its temporary folder, which may as well be one that is deleted.
    private static ToolCommand OnDotnet(Launch launch, ToolCommand command) => command with
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_ROOT"] = Ground.DotnetRoot,
            ["TMPDIR"] = launch.Scratch,
        },
    };
}
