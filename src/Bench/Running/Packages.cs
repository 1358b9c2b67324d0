namespace Weft.Bench.Running;

/// <summary>Debian's packages: whatever the bench needs and the machine lacks is installed, and nothing of it is started.</summary>
internal static class Packages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Sees to it that programs are there.</summary>
    /// <param name="needed">Programs, and the packages they come in.</param>
    /// <param name="progress">Where to say that this takes a while.</param>
    /// <param name="cancel">Ends it between two steps: an installation that is cut leaves a broken system.</param>
    public static async Task EnsureAsync(
        IEnumerable<(string Program, string Package)> needed, Progress progress, CancellationToken cancel)
    {
        string[] missing = Missing(needed);
        if (missing is [])
            return;
        string list = string.Join(' ', missing);
        if (Programs.Find("apt-get") is null)
            throw new BenchException($"these packages are missing, and there is no apt-get to install them: {list}");
        if (!Environment.IsPrivilegedProcess)
            throw new BenchException($"these packages are missing, and only root can install them: apt-get install {list}");

        progress.Say($"installing {list}");
        // An old list names versions that the mirrors no longer have.
        await RetryAsync(["update"], cancel);
        using (await ServicesAtRest.TakeAsync(ServicesAtRest.Policy, cancel))
            await RetryAsync(["install", "-y", "--no-install-recommends", .. missing], cancel);
        if (Missing(needed) is [_, ..] still)
            throw new BenchException($"these packages were installed, but not what was expected in them: {string.Join(' ', still)}");
    }

    private static string[] Missing(IEnumerable<(string Program, string Package)> needed) =>
        [.. needed.Where(need => Programs.Find(need.Program) is null).Select(need => need.Package).Distinct(StringComparer.Ordinal)];

    private static async Task RetryAsync(string[] arguments, CancellationToken cancel)
    {
        ToolCommand command = new("apt-get", ["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300", .. arguments])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        for (int attempt = 1; ; attempt++)
        {
            cancel.ThrowIfCancellationRequested();
            ToolResult result = await Tool.RunAsync(command, Patience, CancellationToken.None);
            if (result.ExitCode == 0)
                return;
            if (attempt == 3)
                throw new BenchException($"this failed three times: {command}\n{result.Errors.Trim()}");
            await Task.Delay(TimeSpan.FromSeconds(attempt), cancel);
        }
    }
}
