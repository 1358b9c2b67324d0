using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weft.Platform.Processes;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>Raw descriptor numbers, as another process leaves them behind.</summary>
internal static class Descriptors
{
    /// <summary>A copy that nobody owns yet.</summary>
    public static int Duplicate(SafeHandle source)
    {
        SafeFileHandle copy = ProcessCalls.fcntl_dup(source, ProcessCalls.F_DUPFD_CLOEXEC, 0);
        Assert.False(copy.IsInvalid);
        int number = (int)copy.DangerousGetHandle();
        copy.SetHandleAsInvalid();
        return number;
    }

    public static bool IsCloseOnExec(SafeHandle file) =>
        ProcessCalls.fcntl(file, ProcessCalls.F_GETFD, 0) == ProcessCalls.FD_CLOEXEC;

    public static void ClearCloseOnExec(int number)
    {
        using var file = new SafeFileHandle(number, ownsHandle: false);
        Assert.Equal(0, ProcessCalls.fcntl(file, ProcessCalls.F_SETFD, 0));
    }

    /// <summary>What is open in this process, by number.</summary>
    public static string[] Open() => [.. new DirectoryInfo("/proc/self/fd").GetFiles()
        .Where(file => file.LinkTarget is { } link && !link.EndsWith("/fd", StringComparison.Ordinal))
        .Select(file => $"{file.Name} {file.LinkTarget}").Order(StringComparer.Ordinal)];
}
