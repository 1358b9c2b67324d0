namespace Weft.Http;

/// <summary>The time, as an input: nothing in Weft.Http reads a clock, so tests can turn it as they like.</summary>
/// <param name="Now">Monotonic time since some fixed moment; deadlines are measured on it.</param>
/// <param name="Utc">Wall time (UTC), which may jump; only <c>Date</c> and the dates compared with it come from it.</param>
public readonly record struct Clock(TimeSpan Now, DateTime Utc);
