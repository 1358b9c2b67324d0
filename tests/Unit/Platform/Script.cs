using System.Net.Sockets;
using System.Text;
using Weft.Platform.Processes;

namespace Weft.Tests.Unit.Platform;

/// <summary>Runs shell scripts as children and collects what they print.</summary>
internal static class Script
{
    /// <summary>Starts a script; its standard output and error go to the socket, of which it holds the only other end.</summary>
    public static (ChildProcess Child, Socket Output) Start(
        string script,
        IReadOnlyDictionary<string, string?>? environment = null,
        IReadOnlyList<string>? arguments = null,
        params ReadOnlySpan<PassedDescriptor> descriptors)
    {
        var program = new ChildProgram("/bin/sh", ["sh", "-c", script, .. arguments ?? []], environment);
        (Socket near, Socket far) = SocketPair.Connect();
        using (far)
        {
            var child = ChildProcess.Start(program, [new(far.SafeHandle, 1), new(far.SafeHandle, 2), .. descriptors]);
            return (child, near);
        }
    }

    /// <summary>Runs a script to its end.</summary>
    public static (string Output, ExitStatus Status) Run(
        string script,
        IReadOnlyDictionary<string, string?>? environment = null,
        IReadOnlyList<string>? arguments = null,
        params ReadOnlySpan<PassedDescriptor> descriptors)
    {
        (ChildProcess child, Socket output) = Start(script, environment, arguments, descriptors);
        using (child)
        using (output)
            return (ReadToEnd(output), child.Reap());
    }

    public static string ReadToEnd(Socket socket)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = socket.Receive(buffer)) > 0)
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return text.ToString();
    }
}
