using Weft.Server;

namespace Weft.Cli;

/// <summary>What a command line asks for, checked and converted.</summary>
internal sealed record Settings
{
    /// <summary>The help text is wanted, and nothing else.</summary>
    public bool WantsHelp { get; init; }

    /// <summary>The version is wanted, and nothing else.</summary>
    public bool WantsVersion { get; init; }

    /// <summary>The demo site is wanted, and no other folder.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The folder to serve as it was given; null if none was: then it is the current folder, or the demo site.</summary>
    public string? Folder { get; init; }

    /// <summary>A line per request.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>No banner and no notices; errors still show.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Everything the server itself needs to know.</summary>
    public ServerOptions Server { get; init; } = new();
}
