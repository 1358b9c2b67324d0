using Weft.Content;
using Weft.Http;

namespace Weft.Tests.Conformance;

/// <summary>The fixture site, and who answers for it in memory.</summary>
public sealed class SiteUnderTest : IDisposable
{
    private readonly FixtureSite _site = new();
    private readonly StaticFiles _files;

    /// <summary>Creates the site.</summary>
    public SiteUnderTest() => _files = new StaticFiles(_site.Root);

    /// <summary>Answers GET and HEAD.</summary>
    public RequestHandler Handler => _files.Answer;

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _site.Dispose();
    }
}
