using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Conformance;

/// <summary>SECURITY.md and docs/http.md say what is true: every case and test they name is there, and no row is forgotten.</summary>
public sealed partial class DocumentTests(SiteUnderTest site) : IClassFixture<SiteUnderTest>
{
    private const int Vulnerabilities = 25;

    // The rows of the list of behaviours, by group: first and last.
    private static readonly (string Group, int Last)[] Groups =
    [
        ("RL", 16), ("HD", 17), ("FR", 18), ("TG", 18), ("FS", 13), ("RG", 13), ("CD", 11), ("RS", 7), ("CN", 16), ("SH", 10), ("OS", 4),
    ];

    private static readonly string Root = FindRoot();

    private static readonly Dictionary<string, ConformanceCase> Cases =
        CaseFile.LoadAll().ToDictionary(static each => each.Id, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> TestSources =
        Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(static file => Path.GetFileName(file) != "DocumentTests.cs")
            .GroupBy(static file => Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal)
            .ToDictionary(static files => files.Key, static files => string.Join('\n', files.Select(File.ReadAllText)), StringComparer.Ordinal);

    public static TheoryData<string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (Match row in VulnerabilityRow().Matches(Read("SECURITY.md")))
                table.Add(row.Groups["name"].Value, row.Groups["tests"].Value);
            return table;
        }
    }

    /// <summary>Each of the tests exists and bears its name; those that are cases are played here.</summary>
    [Theory]
    [MemberData(nameof(Table))]
    public void Vulnerability(string name, string tests)
    {
        ArgumentNullException.ThrowIfNull(tests);
        string[] named = [.. tests.Split(", ").Select(static test => test.Trim('`'))];
        foreach (string test in named)
            Assert.Contains(name, Find(test), StringComparison.Ordinal);
        foreach (ConformanceCase its in named.Where(site.Cases.ContainsKey).Select(test => site.Cases[test]))
        {
            Transcript played = InMemoryClient.Play(new HttpLimits(), site.Handler, its.Actions, static bytes => [bytes]);
            Assert.Empty(Verdict.Of(its, played.Sent, played.IsClosed));
        }
    }

    [Fact]
    public void NoVulnerabilityIsForgotten()
    {
        MatchCollection rows = VulnerabilityRow().Matches(Read("SECURITY.md"));
        Assert.Equal(
            Enumerable.Range(1, Vulnerabilities),
            rows.Select(static row => int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture)).Distinct());
        Assert.All(
            rows.SelectMany(static row => row.Groups["row"].Value.Split(", ")), static row => Assert.Contains(row, AllRows(), StringComparer.Ordinal));
        // Those that are mentioned anywhere else in the document are in the table, too.
        IEnumerable<string> mentioned = VulnerabilityName().Matches(Read("SECURITY.md")).Select(static match => match.Value);
        Assert.Empty(mentioned.Except(rows.Select(static row => row.Groups["name"].Value), StringComparer.Ordinal));
    }

    [Fact]
    public void EveryBoundHasItsRow()
    {
        Dictionary<string, string> rows = BoundRow().Matches(Read("SECURITY.md"))
            .ToDictionary(static row => row.Groups["name"].Value, static row => row.Groups["value"].Value, StringComparer.Ordinal);
        var limits = new HttpLimits();
        var bounds = typeof(HttpLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(static bound => bound.Name, bound => Text(bound.GetValue(limits)!), StringComparer.Ordinal);
        bounds.Add(nameof(HttpLimits.MethodBytes), Text(HttpLimits.MethodBytes));
        Assert.Equal(bounds, rows);
    }

    [Fact]
    public void EveryRowIsInTheTables()
    {
        IEnumerable<string> described = BehaviourRow().Matches(Read("docs/http.md")).Select(static match => match.Groups["row"].Value);
        Assert.Equal(AllRows(), described, StringComparer.Ordinal);
    }

    [Fact]
    public void WhatTheTablesNameIsThere()
    {
        string text = Read("docs/http.md");
        Assert.Empty(CaseName().Matches(text).Select(static match => match.Value).Except(Cases.Keys, StringComparer.Ordinal));
        Assert.All(TestName().Matches(text), static test => Assert.NotEmpty(Find(test.Value)));
    }

    /// <summary>A row names its cases, all at once, if and only if it has any.</summary>
    [Fact]
    public void NoCaseIsForgotten()
    {
        IEnumerable<string> named = AllCasesOfARow().Matches(Read("docs/http.md")).Select(static match => match.Groups["row"].Value);
        IEnumerable<string> withCases = Cases.Values.Select(static each => each.Row).Distinct(StringComparer.Ordinal);
        Assert.Equal(withCases.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static IEnumerable<string> AllRows() =>
        Groups.SelectMany(static group => Enumerable.Range(1, group.Last).Select(row => $"{group.Group}-{row:00}"));

    // What stands at a test: the first line of a case, or the attributes and comment of a method. Fails if there is none.
    private static string Find(string test)
    {
        if (Cases.TryGetValue(test, out ConformanceCase? its))
            return its.What;
        string[] parts = test.Split('.');
        Assert.True(parts.Length == 2 && TestSources.ContainsKey(parts[0]), $"there is no case and no class of tests for {test}");
        string source = TestSources[parts[0]];
        int at = source.IndexOf($"public void {parts[1]}(", StringComparison.Ordinal);
        if (at < 0)
            at = source.IndexOf($"public async Task {parts[1]}(", StringComparison.Ordinal);
        Assert.True(at >= 0, $"there is no test {test}");
        int start = source.LastIndexOf("\n\n", at, StringComparison.Ordinal);
        return source[start..at];
    }

    private static string Text(object bound) => bound switch
    {
        TimeSpan { Milliseconds: > 0 } time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds} ms"),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bound:N0}"),
    };

    private static string Read(string document) => File.ReadAllText(Path.Combine(Root, document));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests run inside the repository they test.");
    }

    [GeneratedRegex(
        @"^\| (?<number>\d+) \| (?<name>\S+) \|[^|]*\|[^|]*\| (?<row>[^|]+) \| (?<tests>[^|]+) \|$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VulnerabilityRow();

    [GeneratedRegex(@"CVE-\d{4}-\d{4,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VulnerabilityName();

    [GeneratedRegex(
        @"^\| `(?<name>[A-Z]\w+)` \| (?<value>[\d,]+( m?s\b)?)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BoundRow();

    [GeneratedRegex(
        @"^\| (?<row>[A-Z]{2}-\d\d) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BehaviourRow();

    [GeneratedRegex(@"\b[A-Z]{2}-\d\d[a-z]{1,2}\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CaseName();

    [GeneratedRegex(@"`(?<row>[A-Z]{2}-\d\d)\*`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AllCasesOfARow();

    [GeneratedRegex(@"(?<=`)\w+Tests\.\w+(?=`)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
