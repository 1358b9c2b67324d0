using System.Diagnostics;
using System.Runtime.InteropServices;
using Weft.Bench.Measuring;

namespace Weft.Bench.Running;

/// <summary>
/// A program started in a session of its own: Ctrl-C at the terminal reaches this program alone, and all that the other
/// starts can be found and ended, even when it has died before its children.
/// </summary>
internal sealed partial class Session : IDisposable
{
    private const int Kill = 9;
    private const int Terminate = 15;

    private static readonly Lock Changing = new();
    private static readonly HashSet<Session> Living = [];

    private Session(Process process)
    {
        Process = process;
        Tree = new ProcessTree(process.Id);
    }

    public Process Process { get; }

    public ProcessTree Tree { get; }

    /// <summary>Starts a program; its output is to be read by whoever starts it.</summary>
    public static Session Start(ToolCommand command)
    {
        string program = Programs.Find(command.Program) ?? throw new BenchException($"{command.Program} is missing");
        ProcessStartInfo start = new("setsid", [program, .. command.Arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach ((string name, string value) in command.Environment)
            start.Environment[name] = value;
        // Under the lock, so that none is started behind the back of KillAll.
        lock (Changing)
        {
            Session session = new(Process.Start(start)!);
            Living.Add(session);
            session.Process.StandardInput.Close();
            return session;
        }
    }

    /// <summary>Ends every program that was started here, at once and for good.</summary>
    public static void KillAll()
    {
        lock (Changing)
        {
            foreach (Session session in Living)
                session.KillTree();
        }
    }

    /// <summary>Asks the program to end.</summary>
    public void AskToEnd() => _ = Signal(Tree.Root, Terminate);

    public void Dispose()
    {
        lock (Changing)
        {
            if (!Living.Contains(this))
                return;
        }
        KillTree();
        Process.WaitForExit();
        lock (Changing)
            Living.Remove(this);
        Process.Dispose();
    }

    /// <summary>Ends whatever is left of it, and returns when nothing is.</summary>
    public void KillTree()
    {
        // Before setsid has done its work the tree is the process alone.
        while (Tree.Processes() is [_, ..] left)
        {
            foreach (int process in left)
                _ = Signal(process, Kill);
            Thread.Sleep(1);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
