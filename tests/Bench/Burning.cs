using System.Globalization;

namespace Weft.Tests.Bench;

/// <summary>Processes that use a known amount of CPU time, however busy the machine is.</summary>
internal static class Burning
{
    /// <summary>A command of the shell that has used so many CPU seconds of its own when it ends.</summary>
    public static string Command(double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"perl -e 'while ((times)[0] + (times)[1] < {seconds}) {{}}'");
}
