using System.Text;
using Weft.Server;
using Weft.Tests.Conformance;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// Every engine of both programs answers every conformance case with the same bytes, over the same files: those of the first
/// engine of the first program. Only what tells the time may differ, since it passes meanwhile: the values of Date and Expires,
/// and that of Last-Modified where it is the same as Date, for a file that claims to come from the future.
/// </summary>
public sealed class AlikeTests(CaseAnswers cases) : IClassFixture<CaseAnswers>
{
    public static TheoryData<string, string> EveryProgram
    {
        get
        {
            TheoryData<string, string> programs = [];
            foreach (string kind in Repository.Kinds)
            {
                foreach (string engine in HttpServer.EngineNames)
                    programs.Add(kind, engine);
            }
            return programs;
        }
    }

    [Theory]
    [MemberData(nameof(EveryProgram))]
    public void Answers_are_the_same_to_the_byte(string program, string engine)
    {
        Assert.Contains(cases.Reference, answers => answers.StartsWith("HTTP/1.1 200 OK\r\n", StringComparison.Ordinal));
        List<string> differences = [];
        foreach ((ConformanceCase its, string expected, string actual) in cases.All.Zip(cases.Reference, cases.Of(program, engine)))
        {
            if (FirstDifference(expected, actual) is { } difference)
                differences.Add($"{its.Place} {its}: {engine} ({program}) {difference}");
        }
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void A_difference_is_shown_where_it_begins()
    {
        Assert.Null(FirstDifference("HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n"));
        Assert.Equal(@"differs at byte 9: '404' instead of '200 OK\r\n'", FirstDifference("HTTP/1.1 200 OK\r\n", "HTTP/1.1 404"));
        Assert.Equal("differs at byte 2: '' instead of 'c'", FirstDifference("abc", "ab"));
    }

    [Theory]
    [InlineData("then", "then")]
    [InlineData("now", "*")]
    public void Of_a_time_that_passes_only_the_value_is_hidden(string lastModified, string shown) => Assert.Equal(
        $"HTTP/1.1 200 OK\r\nDate: *\r\nServer: x\r\nLast-Modified: {shown}\r\nExpires: *\r\n\r\nDate: today",
        CaseAnswers.WithoutTime($"HTTP/1.1 200 OK\r\nDate: now\r\nServer: x\r\nLast-Modified: {lastModified}\r\nExpires: later\r\n\r\nDate: today"));

    // Null if there is none.
    private static string? FirstDifference(string expected, string actual)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        return at == expected.Length && at == actual.Length
            ? null
            : $"differs at byte {at}: '{Excerpt(actual, at)}' instead of '{Excerpt(expected, at)}'";
    }

    private static string Excerpt(string text, int at) =>
        Escapes.Encode(Encoding.Latin1.GetBytes(text.Substring(at, Math.Min(60, text.Length - at))));
}
