namespace Weft.Server;

/// <summary>The server cannot go on, for a reason that whoever runs it can understand.</summary>
public sealed class ServerFailedException : Exception
{
    /// <summary>The server cannot go on.</summary>
    public ServerFailedException()
    {
    }

    /// <summary>The server cannot go on, and why.</summary>
    public ServerFailedException(string message)
        : base(message)
    {
    }

    /// <summary>The server cannot go on, why, and what lies behind it.</summary>
    public ServerFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
