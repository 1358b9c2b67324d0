using System.Globalization;
using System.Text;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>CN-12: the answer to a client that is not asked what it wants.</summary>
public sealed class BusyAnswerTests
{
    [Fact]
    public void ItIsWholeAndTheLastOne()
    {
        var clock = new Clock(TimeSpan.Zero, new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc));
        string answer = Encoding.ASCII.GetString(BusyAnswer.At(in clock));
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string content = answer[(end + 4)..];
        Assert.Equal(
            [
                "HTTP/1.1 503 Service Unavailable",
                "Date: Wed, 01 Jul 2026 12:00:00 GMT",
                "Server: Weft",
                string.Create(CultureInfo.InvariantCulture, $"Content-Length: {content.Length}"),
                "Content-Type: text/html; charset=utf-8",
                "X-Content-Type-Options: nosniff",
                "Cache-Control: no-cache",
                "Retry-After: 5",
                "Connection: close",
            ],
            answer[..end].Split("\r\n"));
        Assert.StartsWith("<!DOCTYPE html>", content, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", content, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsDateIsThatOfTheClock()
    {
        var noon = new Clock(TimeSpan.Zero, new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc));
        Clock later = noon with { Utc = noon.Utc.AddSeconds(1) };
        Assert.Contains("12:00:00 GMT", Encoding.ASCII.GetString(BusyAnswer.At(in noon)), StringComparison.Ordinal);
        Assert.Contains("12:00:01 GMT", Encoding.ASCII.GetString(BusyAnswer.At(in later)), StringComparison.Ordinal);
    }
}
