using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Weft.Platform;

/// <summary>
/// The exception for a system call that failed and has no answer of its own: Win32Exception, which is what .NET itself
/// throws for an error number on every system (NativeErrorCode is errno).
/// </summary>
internal static class SystemFailure
{
    /// <summary>The exception for the call that has just failed on this thread.</summary>
    public static Win32Exception Last(string what) => Of(what, Marshal.GetLastPInvokeError());

    /// <summary>The exception for a call that returns its error number.</summary>
    public static Win32Exception Of(string what, int error) =>
        new(error, $"{what}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error})");
}
