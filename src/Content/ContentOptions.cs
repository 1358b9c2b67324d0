namespace Weft.Content;

/// <summary>How a folder is served. Times come with each request, so nothing here reads a clock.</summary>
public sealed record ContentOptions
{
    /// <summary>
    /// What <c>Expires</c> says: <c>Date</c> plus this. Zero for no <c>Expires</c>. A cache of HTTP/1.1 does not look at it,
    /// since <c>Cache-Control: no-cache</c> stands beside it; one that knows HTTP/1.0 alone does.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The most files that are kept, 0 to 1,048,576: 0 keeps none, else rounded up to a power of two of at least 8.</summary>
    public int CacheEntries { get; init; } = 1024;

    /// <summary>The most bytes of memory that kept files may take, at least 0.</summary>
    public long CacheBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The most large files that are kept open, at least 0.</summary>
    public int CacheHandles { get; init; } = 256;
}
