using System.Globalization;
using System.Text.RegularExpressions;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>
/// The wall clock is set while connections live: deadlines do not notice, and dates follow at once. Time stands still
/// otherwise, so that every difference is the jump's.
/// </summary>
public sealed partial class ClockJumpTests
{
    /// <summary>A day on, a day back, and back to 1970, where a machine without a battery begins.</summary>
    public static TheoryData<double> Jumps => [1, -1, -(new DateTime(2026, 7, 1) - DateTime.UnixEpoch).TotalDays];

    [Theory]
    [MemberData(nameof(Jumps))]
    public void AnIdleConnectionHasTheTimeItHad(double days)
    {
        using var driver = new Driver();
        Assert.Equal(Step.Receive, driver.Run(Answers.Get));
        driver.Pass(10);
        driver.Jump(days);
        Assert.Equal(Step.Receive, driver.Run());
        Assert.Equal(TimeSpan.FromSeconds(20), driver.Left);
        driver.Pass(20);
        Assert.Equal(Step.Close, driver.Run());
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void HalfAHeadHasTheTimeItHad(double days)
    {
        using var driver = new Driver();
        Assert.Equal(Step.Receive, driver.Run(Answers.Get[..20]));
        driver.Jump(days);
        driver.Pass(29);
        Assert.Equal(Step.Receive, driver.Run("X"));
        Assert.Equal(TimeSpan.FromSeconds(1), driver.Left);
        driver.Pass(1);
        driver.Run();
        Assert.Equal(["HTTP/1.1 408 Request Timeout"], driver.StatusLines);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void ADelayIsAsLongAsItWas(double days)
    {
        using var driver = new Driver(new HttpLimits { Delay = TimeSpan.FromSeconds(5) });
        Assert.Equal(Step.Wait, driver.Run(Answers.Get));
        driver.Jump(days);
        Assert.Equal(Step.Wait, driver.Run());
        Assert.Equal(TimeSpan.FromSeconds(5), driver.Left);
        driver.Pass(5);
        Assert.Equal(Step.Receive, driver.Run());
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void AReaderHasTheTimeItHad(double days)
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get);
        Assert.Equal(Step.Send, driver.Next());
        driver.Jump(days);
        Assert.Equal(Step.Send, driver.Next());
        Assert.Equal(TimeSpan.FromSeconds(30), driver.Left);
        driver.Pass(30);
        Assert.Equal(Step.ReportAcked, driver.Next());
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void WhatIsToldOfAnExchangeHasItsRealDuration(double days)
    {
        using var driver = new Driver();
        driver.Receive(Answers.Get);
        driver.Obey(driver.Next());
        driver.Jump(days);
        driver.Pass(2);
        driver.Run();
        Assert.Equal(TimeSpan.FromSeconds(2), Assert.Single(driver.Exchanges).Duration);
    }

    /// <summary>The head of an answer is partly kept from the answer before, and what is kept must be of this second.</summary>
    [Theory]
    [MemberData(nameof(Jumps))]
    public void DatesFollowTheJumpAndComeBack(double days)
    {
        var answer = new Response { Status = Status.Ok, Content = "hello"u8.ToArray(), Lifetime = TimeSpan.FromHours(12) };
        using var driver = new Driver(handler: Answers.Always(answer));
        foreach (double jump in (double[])[0, days, -days, days, -days])
        {
            driver.Jump(jump);
            for (int i = 0; i < 2; i++)
            {
                int before = driver.Output.Length;
                Assert.Equal(Step.Receive, driver.Run(Answers.Get));
                string head = driver.Output[before..];
                Assert.Equal(driver.Clock.Utc, DateOf(head, "Date"));
                Assert.Equal(driver.Clock.Utc.AddHours(12), DateOf(head, "Expires"));
            }
        }
    }

    private static DateTime DateOf(string head, string field)
    {
        string text = Line().Matches(head).Single(line => line.Groups["name"].Value == field).Groups["value"].Value;
        return DateTime.ParseExact(text, "r", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(?<name>[\w-]+): (?<value>.*)\r$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
