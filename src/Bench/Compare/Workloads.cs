namespace Weft.Bench.Compare;

/// <summary>All that the servers are asked to do, in the order of the report.</summary>
internal static class Workloads
{
    public const string PipelineScript = "pipeline.lua";

    /// <summary>Asks for one after another of the mix.</summary>
    public const string MixScript = "mix.lua";

    public static IReadOnlyList<Workload> All { get; } =
    [
        new Workload
        {
            Name = "1k",
            Title = "1 KB, connections kept",
            Story = "{clients} clients ask for one small file again and again, each on a connection that it keeps.",
        },
        new Workload
        {
            Name = "close",
            Title = "1 KB, a connection for each request",
            Story = "The same file, but each request comes on a connection of its own, which the server closes behind its answer.",
            Fields = ["Connection: close"],
        },
        new Workload
        {
            Name = "pipeline",
            Title = "1 KB, 16 requests at once",
            Story = "The same file; each client sends 16 requests in one piece and the next 16 when all are answered (pipelining).",
            Script = PipelineScript,
        },
        new Workload
        {
            Name = "100k",
            Title = "100 KB",
            Story = "{clients} clients ask for a file of 100 KB, on connections that they keep.",
            Path = "/100k.bin",
            IsBulk = true,
        },
        new Workload
        {
            Name = "10m",
            Title = "10 MB",
            Story = "{clients} clients ask for a file of 10 MB, on connections that they keep.",
            Path = "/10m.bin",
            Connections = 16,
            IsBulk = true,
        },
        new Workload
        {
            Name = "404",
            Title = "404: no such file",
            Story = "{clients} clients ask for a file that is not there.",
            Path = "/none.html",
            Status = 404,
        },
        new Workload
        {
            Name = "304",
            Title = "304: not modified",
            Story = "{clients} clients ask whether a file has changed since they got it (If-Modified-Since); it has not.",
            Fields = [$"If-Modified-Since: {Site.Changed:R}"],
            Status = 304,
        },
        new Workload
        {
            Name = "mix",
            Title = "A mix of 2,000 small files",
            Story = "{clients} clients ask for 2,000 files of 200 bytes to 64 KB (11 KB on average), the n-th about n times as rarely as the first.",
            Path = Site.MixPath(0),
            Script = "mix.lua",
        },
        new Workload
        {
            Name = "idle",
            Title = "{idle} idle connections, and {clients} that ask",
            Story = "{idle} clients have asked once and keep their connections, silent; then {clients} others ask for the small file.",
            Kind = WorkloadKind.Idle,
            IdleConnections = 10_000,
        },
        new Workload
        {
            Name = "downloads",
            Title = "{clients} downloads at once",
            Story = "{clients} clients begin to download a file of 10 MB at the same moment; what each has got a few seconds later shows how fair the server is.",
            Kind = WorkloadKind.Downloads,
            Path = "/10m.bin",
            Connections = 1000,
            IsBulk = true,
        },
        new Workload
        {
            Name = "start",
            Title = "Start-up to the first answer",
            Story = "The server is started; a client tries to connect until it can and asks for the small file at once.",
            Kind = WorkloadKind.StartUp,
            Connections = 1,
        },
    ];
}
