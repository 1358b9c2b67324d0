using System.ComponentModel;
using System.Runtime.InteropServices;
using Weft.Platform.Processes;
using Weft.Platform.Sockets;

namespace Weft.Server.Processes;

/// <summary>
/// The children of one parent: starts them, hears that they are ready, notices that they have ended, and reaps each of
/// them. Used by the parent's one thread.
/// </summary>
internal sealed class Family(ServerOptions options, string role, Epoll epoll) : IDisposable
{
    private readonly ChildProgram _program = MakeProgram(options, role);
    private readonly Dictionary<long, Child> _children = [];
    private readonly StartLimit _limit = new();
    private bool _isEnding;

    public int Count => _children.Count;

    /// <summary>When a start that is due may be tried again; null if it may be now.</summary>
    public TimeSpan? Pause => _limit.IsOpen ? null : _limit.Wait;

    public int CountIn(ChildState state) => _children.Values.Count(child => child.State == state);

    /// <summary>How many connections the children still have to finish, as far as they have said.</summary>
    public int Finishing => _children.Values.Sum(static child => child.Finishing);

    /// <summary>A child that is ready; null if none is.</summary>
    public Child? FindReady() => _children.Values.FirstOrDefault(static child => child.State == ChildState.Ready);

    /// <summary>Starts a child, if the pace allows it.</summary>
    /// <param name="listener">The listener it gets, or null.</param>
    /// <exception cref="ServerFailedException">None can be started.</exception>
    public bool TryStart(SafeHandle? listener = null)
    {
        if (!_limit.IsOpen)
            return false;
        try
        {
            Child child = Start(listener);
            _children.Add(child.Process.Pid, child);
            return true;
        }
        catch (Win32Exception failure)
        {
            _limit.Failed(failure.Message, isAlone: _children.Count == 0);
        }
        catch (ObjectDisposedException)
        {
            // The listener has been drained at this very moment.
        }
        return false;
    }

    /// <summary>Something has come from a child: that it is ready, or the end of file, which is its end.</summary>
    /// <exception cref="ServerFailedException">It died before it was ready, like all before it.</exception>
    public void React(long tag)
    {
        if (!_children.TryGetValue(tag, out Child? child))
            return;
        ReceiveOutcome outcome = child.Channel.TryReceive(out ControlMessage message);
        switch (outcome)
        {
            case ReceiveOutcome.Message when message.Code == ChildProtocol.Ready:
                child.State = ChildState.Ready;
                _limit.Succeeded();
                break;
            case ReceiveOutcome.Message when message.Code == ChildProtocol.Draining:
                child.State = ChildState.Draining;
                child.Finishing = message.Number;
                break;
            case ReceiveOutcome.WouldBlock or ReceiveOutcome.Message:
                break;
            default:
                Bury(child, outcome == ReceiveOutcome.EndOfFile);
                break;
        }
    }

    /// <summary>Tells those who serve that a drain has begun; they answer that they know.</summary>
    public void Warn()
    {
        // One that is ending by itself at this moment may die of the signal; that is no news.
        _isEnding = true;
        foreach (Child child in _children.Values.Where(static child => child.State == ChildState.Serving))
            _ = child.Process.Kill(ProcessSignal.Terminate);
    }

    /// <summary>Asks those who serve to drain; ends the others, who hold nothing.</summary>
    public void Drain(Func<Child, bool> serves)
    {
        _isEnding = true;
        foreach (Child child in _children.Values.ToArray())
        {
            if (child.State != ChildState.Starting && serves(child))
                _ = child.Process.Kill(ProcessSignal.Terminate);
            else
            {
                _children.Remove(child.Process.Pid);
                child.Dispose();
            }
        }
    }

    /// <summary>Ends everybody at once, and leaves nobody behind.</summary>
    public void Cut()
    {
        _isEnding = true;
        foreach (Child child in _children.Values)
            _ = child.Process.Kill(ProcessSignal.Kill);
        foreach (Child child in _children.Values)
            child.Dispose();
        _children.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Cut();

    private Child Start(SafeHandle? listener)
    {
        (ControlChannel parentEnd, ControlChannel childEnd) = ControlChannel.CreatePair();
        ChildProcess? process = null;
        try
        {
            List<PassedDescriptor> passed = [new(childEnd.Handle, ChildProtocol.ControlDescriptor)];
            if (listener is not null)
                passed.Add(new(listener, ChildProtocol.ListenerDescriptor));
            if (options.Child?.Inherited is { } inherited)
                passed.Add(new(inherited, ChildProtocol.InheritedDescriptor));
            process = ChildProcess.Start(_program, [.. passed]);
            if (!epoll.Add(parentEnd.Handle, EpollInterest.In, process.Pid))
                throw new Win32Exception("there is no memory to watch one more process");
            return new Child(process, parentEnd);
        }
        catch
        {
            process?.Dispose();
            parentEnd.Dispose();
            throw;
        }
        finally
        {
            // The child has its own copy; while ours is open, its death would not be an end of file.
            childEnd.Dispose();
        }
    }

    // The channel ends a moment before the process does; one whose channel broke otherwise is of no use, and is ended.
    private void Bury(Child child, bool isEndOfFile)
    {
        _children.Remove(child.Process.Pid);
        epoll.Remove(child.Channel.Handle);
        if (!isEndOfFile)
            _ = child.Process.Kill(ProcessSignal.Kill);
        ExitStatus status = child.Process.Reap();
        child.Dispose();
        if (_isEnding)
            return;
        if (child.State != ChildState.Starting)
        {
            if (!status.IsSuccess)
                options.Notice?.Invoke($"process {child.Process.Pid} has died: {status}");
            return;
        }
        options.Notice?.Invoke($"process {child.Process.Pid} has died before it was ready: {status}");
        _limit.Failed(status.ToString(), isAlone: _children.Values.All(static other => other.State == ChildState.Starting));
    }

    private static ChildProgram MakeProgram(ServerOptions options, string role)
    {
        if (options.Child is not { } command)
            throw new ArgumentException("This engine starts children: the options must say how.", nameof(options));
        return new ChildProgram(command.Path, command.Arguments, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [ChildProtocol.RoleVariable] = role,
            // A killed .NET process with diagnostics leaves its pipes in the temporary folder.
            ["DOTNET_EnableDiagnostics"] = "0",
        });
    }
}
