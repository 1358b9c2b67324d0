using Weft.Http;

namespace Weft.Tests.Conformance;

/// <summary>The fixture site, and who answers for it in memory.</summary>
public sealed class SiteUnderTest : IDisposable
{
    private readonly FixtureSite _site = new();

    /// <summary>Creates the site.</summary>
    public SiteUnderTest() => Handler = new FixtureHandler(_site.Root).Handle;

    /// <summary>Answers GET and HEAD.</summary>
    public RequestHandler Handler { get; }

    /// <inheritdoc/>
    public void Dispose() => _site.Dispose();
}
