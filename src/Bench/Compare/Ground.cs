using System.Globalization;
using System.Runtime.InteropServices;
using Weft.Bench.Running;

namespace Weft.Bench.Compare;

/// <summary>What all servers of a run have in common: the files they serve, their number of workers, and a place for their own files.</summary>
internal sealed class Ground : IDisposable
{
    /// <summary>Programs, and the packages they come in, that every measurement and its report need.</summary>
    public static IReadOnlyList<(string Program, string Package)> Needs { get; } =
        [("cc", "gcc"), ("cc", "libc6-dev"), ("wrk", "wrk"), ("gnuplot", "gnuplot-nox")];

    /// <summary>Descriptors that a process needs beside those of its connections.</summary>
    private const int OtherDescriptors = 500;

    private static readonly TimeSpan CompilerPatience = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private int _launches;

    private Ground(Workspace workspace, string folder)
    {
        Workspace = workspace;
        _folder = folder;
        Site = Site.Make(folder);
    }

    public Workspace Workspace { get; }

    public Site Site { get; }

    /// <summary>Workers of every server that has a fixed number of them.</summary>
    public int Workers { get; } = Environment.ProcessorCount;

    /// <summary>How many files a process may have open.</summary>
    public int OpenFiles { get; } = ReadOpenFiles();

    /// <summary>The floor, compiled.</summary>
    public string FloorProgram => Path.Combine(_folder, "floor");

    /// <summary>Where .NET is, for programs that look for it in the usual places only.</summary>
    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>Makes the files and compiles the floor.</summary>
    public static async Task<Ground> PrepareAsync(Workspace workspace, CancellationToken cancel)
    {
        Ground ground = new(workspace, Directory.CreateTempSubdirectory("weft-bench-").FullName);
        try
        {
            ToolCommand compiler = new("cc", "-O2", "-pthread", "-o", ground.FloorProgram, ground.Peer("floor.c"));
            ToolResult compiled = await Tool.RunAsync(compiler, CompilerPatience, cancel);
            return compiled.ExitCode == 0 ? ground : throw new BenchException($"the floor was not compiled: {compiled.Errors.Trim()}");
        }
        catch
        {
            ground.Dispose();
            throw;
        }
    }

    /// <summary>A file that comes with the servers to compare with.</summary>
    public string Peer(string name) => Path.Combine(Workspace.Repository, "src", "Bench", "Peers", name);

    /// <summary>A script of the load tool.</summary>
    public string Script(string name) => Path.Combine(Workspace.Repository, "src", "Bench", "Scripts", name);

    /// <summary>Starts a server for a workload, and returns when it answers.</summary>
    public Task<Server> StartAsync(Subject subject, Workload workload, CancellationToken cancel) =>
        Server.StartAsync(subject.Name, port => subject.Command(new Launch(this, workload, MakeScratch(), port)), workload.Path, cancel);

    /// <summary>Complains if a workload has more connections than this process may have open files.</summary>
    public void RequireRoom(Workload workload)
    {
        int needed = workload.IdleConnections + workload.Connections + OtherDescriptors;
        if (needed > OpenFiles)
        {
            throw new BenchException(string.Create(CultureInfo.InvariantCulture,
                $"the workload {workload.Name} needs {needed} open files and a process may have {OpenFiles}: raise ulimit -n, or leave it out with --only"));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string MakeScratch()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"launch-{++_launches}");
        return Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
    }

    private static int ReadOpenFiles()
    {
        string line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string hard = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        return int.TryParse(hard, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, 1_000_000) : 1_000_000;
    }
}
