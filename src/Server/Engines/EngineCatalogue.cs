namespace Weft.Server.Engines;

/// <summary>The engines, in the order in which they are taught. The one list of their names.</summary>
internal static class EngineCatalogue
{
    private static readonly (string Name, Func<Service, IEngine> Make)[] Engines =
    [
        ("single", static service => new SingleEngine(service)),
        ("thread", static service => new ThreadEngine(service)),
        ("thread-pool", static service => new ThreadPoolEngine(service)),
        ("process", static service => new ProcessEngine(service)),
        ("process-pool", static service => new ProcessPoolEngine(service)),
        ("async", static service => new AsyncEngine(service)),
        ("event-loop", static service => new EventLoopEngine(service)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Engines.Select(static engine => engine.Name)];

    /// <exception cref="ArgumentException">There is no engine of this name.</exception>
    public static IEngine Make(string name, Service service)
    {
        foreach ((string known, Func<Service, IEngine> make) in Engines)
        {
            if (string.Equals(known, name, StringComparison.Ordinal))
                return make(service);
        }
        throw new ArgumentException($"There is no engine '{name}'; there are {string.Join(", ", Names)}.", nameof(name));
    }
}
