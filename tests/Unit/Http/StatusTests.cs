using System.Text;
using System.Text.RegularExpressions;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>The words that go with a status: its phrase, and the page of a refusal.</summary>
public sealed partial class StatusTests
{
    [Theory]
    [InlineData(Status.Continue, "Continue")]
    [InlineData(Status.Ok, "OK")]
    [InlineData(Status.NoContent, "No Content")]
    [InlineData(Status.PartialContent, "Partial Content")]
    [InlineData(Status.MovedPermanently, "Moved Permanently")]
    [InlineData(Status.NotModified, "Not Modified")]
    [InlineData(Status.BadRequest, "Bad Request")]
    [InlineData(Status.Forbidden, "Forbidden")]
    [InlineData(Status.NotFound, "Not Found")]
    [InlineData(Status.MethodNotAllowed, "Method Not Allowed")]
    [InlineData(Status.RequestTimeout, "Request Timeout")]
    [InlineData(Status.PreconditionFailed, "Precondition Failed")]
    [InlineData(Status.ContentTooLarge, "Content Too Large")]
    [InlineData(Status.UriTooLong, "URI Too Long")]
    [InlineData(Status.RangeNotSatisfiable, "Range Not Satisfiable")]
    [InlineData(Status.ExpectationFailed, "Expectation Failed")]
    [InlineData(Status.RequestHeaderFieldsTooLarge, "Request Header Fields Too Large")]
    [InlineData(Status.InternalServerError, "Internal Server Error")]
    [InlineData(Status.NotImplemented, "Not Implemented")]
    [InlineData(Status.ServiceUnavailable, "Service Unavailable")]
    [InlineData(Status.HttpVersionNotSupported, "HTTP Version Not Supported")]
    public void ThePhraseIsThatOfTheStandard(Status status, string phrase) => Assert.Equal(phrase, ReasonPhrase.Of(status));

    [Fact]
    public void APageToTheLetter() => Assert.Equal(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>404 Not Found</title>
        <style>
        :root { color-scheme: light dark }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
        h1 { font-size: 1.5rem; font-weight: 600; margin: 0 }
        h1 b { opacity: .45; font-weight: 400 }
        p { margin: .5rem 0 0 }
        </style>
        </head>
        <body>
        <h1><b>404</b> Not Found</h1>
        <p>There is no such file here.</p>
        </body>
        </html>

        """,
        Page(Status.NotFound));

    /// <summary>Whoever is refused is told why, in a sentence that no other refusal shares.</summary>
    [Fact]
    public void EveryRefusalHasItsOwnSentence()
    {
        Status[] refusals = [Status.MovedPermanently, .. Enum.GetValues<Status>().Where(static status => status >= Status.BadRequest)];
        string[] sentences = [.. refusals.Select(static status => Sentence().Match(Page(status)).Groups["text"].Value)];
        Assert.DoesNotContain("", sentences, StringComparer.Ordinal);
        Assert.Equal(sentences.Length, sentences.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void APageIsMadeOnce() => Assert.Same(ErrorPage.For(Status.Forbidden), ErrorPage.For(Status.Forbidden));

    private static string Page(Status status) => Encoding.UTF8.GetString(ErrorPage.For(status));

    [GeneratedRegex("<p>(?<text>.*)</p>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();
}
