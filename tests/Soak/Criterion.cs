namespace Weft.Tests.Soak;

/// <summary>Something that has to hold at the end, and whether it does.</summary>
internal sealed record Criterion(string What, bool IsMet, string Figures)
{
    /// <summary>Memory may be this much larger at the end: a leak of one connection in a hundred would show as far more.</summary>
    private const double Growth = 1.2;

    /// <summary>Threads of the runtime's own come and go, whoever serves.</summary>
    private const int RuntimeThreads = 2;

    /// <summary>The bound of the server's cache (ContentOptions.CacheHandles), in each of its processes.</summary>
    private const int CachedHandles = 256;

    public static IEnumerable<Criterion> Of(Crowd crowd, Recording recording)
    {
        ProcessSample start = recording.AtStart;
        ProcessSample end = recording.Reposes[^1].Sample;
        yield return new("no wrong answer", crowd.Wrong == 0, $"{crowd.Wrong} of {crowd.Answers}");

        long early = recording.MedianUnderLoad(sample => sample.Rss, 20, 30);
        long late = recording.MedianUnderLoad(sample => sample.Rss, 90, 100);
        yield return new($"median RSS in the last tenth at most {Growth} x that at 20-30 %", late > 0 && late <= early * Growth, $"{early} KB, {late} KB");

        long rested = recording.Reposes[0].Sample.Pss;
        yield return new($"PSS at rest at most {Growth} x that after the first tenth", end.Pss <= rested * Growth, $"{rested} KB, {end.Pss} KB");

        yield return new("sockets at rest as at the start", end.Sockets <= start.Sockets, $"{start.Sockets}, {end.Sockets}");
        yield return new("other descriptors as at the start", end.OtherDescriptors <= start.OtherDescriptors, $"{start.OtherDescriptors}, {end.OtherDescriptors}");
        yield return new($"files held open at most {CachedHandles}", end.SiteFiles <= CachedHandles * end.Processes, $"{end.SiteFiles}");
        yield return new($"threads at rest at most {RuntimeThreads} more than at the start", end.Threads <= start.Threads + RuntimeThreads, $"{start.Threads}, {end.Threads}");
        yield return new("exit code 0 after SIGTERM", crowd.Server.ExitCode == 0, $"{crowd.Server.ExitCode}");
        yield return new("nothing on stderr", crowd.Server.Errors.Length == 0, $"{crowd.Server.Errors.Length} characters");
    }
}
