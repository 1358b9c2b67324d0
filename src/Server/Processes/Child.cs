using Weft.Platform.Processes;
using Weft.Platform.Sockets;
using Weft.Server.Transport;

namespace Weft.Server.Processes;

/// <summary>How far a child has come.</summary>
internal enum ChildState
{
    /// <summary>It has been started, and its runtime with it.</summary>
    Starting,

    /// <summary>It has said that it is ready.</summary>
    Ready,

    /// <summary>It has been given a connection.</summary>
    Serving,

    /// <summary>It has said that its next answer will be its last.</summary>
    Draining,
}

/// <summary>A child process, as its parent sees it.</summary>
internal sealed class Child(ChildProcess process, ControlChannel channel) : IDisposable
{
    private Place? _place;

    public ChildProcess Process => process;

    public ControlChannel Channel => channel;

    public ChildState State { get; set; }

    /// <summary>How many connections it still had to finish when it last said so.</summary>
    public int Finishing { get; set; }

    /// <summary>
    /// Gives it the connection. The socket is its own from now on; the place is kept here until its end. False if it cannot
    /// take it: then it is of no use, and is ended.
    /// </summary>
    public bool TryServe(Place place)
    {
        State = ChildState.Serving;
        if (channel.Send(ChildProtocol.Connection, place.Socket.SafeHandle) != SendOutcome.Sent)
        {
            _ = process.Kill(ProcessSignal.Kill);
            return false;
        }
        place.Socket.Dispose();
        _place = place;
        return true;
    }

    /// <summary>Ends it if it has not ended, and reaps it; then the place of its connection is free.</summary>
    public void Dispose()
    {
        channel.Dispose();
        process.Dispose();
        _place?.Dispose();
    }
}

/// <summary>What parent and child say to each other, and where a child finds what it has been given.</summary>
internal static class ChildProtocol
{
    /// <summary>The environment variable that makes this program a child: it names the role.</summary>
    public const string RoleVariable = "WEFT_CHILD";

    /// <summary>Serves one connection that it is handed, and ends with it.</summary>
    public const string ConnectionRole = "connection";

    /// <summary>Serves connections that it accepts itself, until it is told to drain.</summary>
    public const string WorkerRole = "worker";

    /// <summary>The control channel: its end of file means that the parent is dead.</summary>
    public const int ControlDescriptor = 3;

    /// <summary>The listener, for a worker.</summary>
    public const int ListenerDescriptor = 4;

    /// <summary>What the application hands to its children, if it does.</summary>
    public const int InheritedDescriptor = 5;

    /// <summary>Child to parent: it has started, and waits for work.</summary>
    public const byte Ready = (byte)'R';

    /// <summary>
    /// Child to parent: it has been told to drain, and every answer from now on says so. A worker says with it how many
    /// connections it still has to finish, and says it again when there are fewer.
    /// </summary>
    public const byte Draining = (byte)'D';

    /// <summary>Parent to child: here is your connection.</summary>
    public const byte Connection = (byte)'C';
}
