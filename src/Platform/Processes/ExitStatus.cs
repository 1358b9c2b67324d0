using System.Globalization;

namespace Weft.Platform.Processes;

/// <summary>How a process ended.</summary>
public enum ExitKind
{
    /// <summary>Not to be learnt: this process ignores SIGCHLD, or somebody else has reaped it.</summary>
    Unknown,

    /// <summary>By itself, with an exit code.</summary>
    Exited,

    /// <summary>By a signal.</summary>
    Killed,
}

/// <summary>How a process ended, and with which number.</summary>
/// <param name="Kind">By itself or by a signal.</param>
/// <param name="Number">The exit code, 0 to 255, or the number of the signal.</param>
public readonly record struct ExitStatus(ExitKind Kind, int Number)
{
    /// <summary>Whether it ended by itself with code 0.</summary>
    public bool IsSuccess => this == new ExitStatus(ExitKind.Exited, 0);

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ExitKind.Exited => string.Create(CultureInfo.InvariantCulture, $"exit code {Number}"),
        ExitKind.Killed => string.Create(CultureInfo.InvariantCulture, $"killed by signal {Number}"),
        _ => "ended in an unknown way",
    };

    /// <summary>Reads the status of waitpid(2); not for one of a stopped process, which nobody here asks for.</summary>
    internal static ExitStatus FromWaitStatus(int status) => (status & 0x7F) == 0
        ? new ExitStatus(ExitKind.Exited, (status >> 8) & 0xFF)
        : new ExitStatus(ExitKind.Killed, status & 0x7F);
}
