using Weft.Content;
using Weft.Http;

namespace Weft.Tests.Conformance;

/// <summary>The fixture site, and who answers for it in memory.</summary>
public sealed class SiteUnderTest : IDisposable
{
    private readonly FixtureSite _site = new();
    private readonly StaticFiles _files;

    /// <summary>Creates the site.</summary>
    public SiteUnderTest()
    {
        _files = new StaticFiles(_site.Root);
        Cases = CaseFile.LoadAll(_site).ToDictionary(static each => each.Id, StringComparer.Ordinal);
    }

    /// <summary>The cases about this site, by name.</summary>
    public IReadOnlyDictionary<string, ConformanceCase> Cases { get; }

    /// <summary>Answers GET and HEAD.</summary>
    public RequestHandler Handler => _files.Answer;

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _site.Dispose();
    }
}
