namespace Weft.Platform.Processes;

/// <summary>The signals that are sent here, by their numbers on Linux; .NET's PosixSignal has no SIGKILL.</summary>
public enum ProcessSignal
{
    /// <summary>Sends nothing; only asks whether the process is still there.</summary>
    None = 0,

    /// <summary>SIGINT, as Ctrl-C.</summary>
    Interrupt = ProcessCalls.SIGINT,

    /// <summary>SIGKILL: at once, and it cannot be refused.</summary>
    Kill = ProcessCalls.SIGKILL,

    /// <summary>SIGTERM: please end.</summary>
    Terminate = ProcessCalls.SIGTERM,
}
