using System.Text.RegularExpressions;
using System.Xml.Linq;
using Weft.Http;
using Weft.Server;
using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>The rules of the house that the compiler does not keep.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Weft.Http"] = [],
        ["Weft.Platform"] = [],
        ["Weft.Content"] = ["Weft.Http", "Weft.Platform"],
        ["Weft.Server"] = ["Weft.Http", "Weft.Platform"],
        ["weft"] = ["Weft.Content", "Weft.Server"],
        // It measures the program from outside, as it measures others; one of them is built with it.
        ["Weft.Bench"] = ["Kestrel"],
    };

    [Fact]
    public void Projects_know_only_whom_they_may()
    {
        foreach ((string project, string[] allowed) in MayKnow)
        {
            string file = Directory.GetFiles(Repository.PathTo("src"), $"{project}.csproj", SearchOption.AllDirectories).Single();
            XDocument content = XDocument.Load(file);
            IEnumerable<string> known = content.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Equal(allowed, known.Order(StringComparer.Ordinal));
            if (project is not ("weft" or "Weft.Bench"))
                Assert.Empty(content.Descendants("PackageReference"));
        }
    }

    [Fact]
    public void The_http_core_does_no_input_or_output()
    {
        string[] forbidden = ["System.Net.Sockets", "System.Threading.Thread", "System.Diagnostics.Process", "System.Net.Security"];
        IEnumerable<string?> known = typeof(HttpConnection).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name);
        Assert.Empty(known.Intersect(forbidden, StringComparer.Ordinal));
        // Of files it knows the handle; the time is an argument.
        Assert.All(Sources("src/Http"), file => Assert.DoesNotMatch(InputOutput(), Code(file)));
    }

    [Fact]
    public void No_engine_knows_another()
    {
        string[] engines = [.. Sources("src/Server/Engines").Where(file => file.EndsWith("Engine.cs", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name != "IEngine")];
        Assert.NotEmpty(engines);
        foreach (string engine in engines)
        {
            string code = Code(Repository.PathTo($"src/Server/Engines/{engine}.cs"));
            Assert.All(engines.Where(other => other != engine), other => Assert.DoesNotMatch($@"\b{other}\b", code));
        }
    }

    [Fact]
    public void An_engine_can_be_read_in_one_sitting() =>
        Assert.All(Sources("src/Server/Engines"), file => Assert.InRange(File.ReadLines(file).Count(), 1, 150));

    /// <summary>The pools are our own: whatever is not the engine "async" is built of threads and processes alone.</summary>
    [Fact]
    public void Only_async_uses_the_pools_and_collections_of_the_runtime()
    {
        string[] files = [.. Sources("src/Server").Where(file => !Path.GetFileName(file).StartsWith("Async", StringComparison.Ordinal))];
        Assert.Contains(files, file => file.EndsWith("ThreadPoolEngine.cs", StringComparison.Ordinal));
        Assert.All(files, file => Assert.DoesNotMatch(BorrowedConcurrency(), Code(file)));
        // The rule can be broken: the one who may does.
        Assert.Matches(BorrowedConcurrency(), Code(Repository.PathTo("src/Server/Engines/AsyncEngine.cs")));
    }

    /// <summary>The card: what the engine is, in terms that let it be compared.</summary>
    [Fact]
    public void Every_engine_opens_with_its_card()
    {
        string[] card = ["// Model ", "// Accepts ", "// Serves ", "// Blocks ", "// Isolates ", "// Limit "];
        foreach (string file in Sources("src/Server/Engines").Where(file => Code(file).Contains(": IEngine", StringComparison.Ordinal)))
            Assert.All(card, line => Assert.Contains(line, File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Names_say_something_and_files_have_no_regions()
    {
        foreach (string file in Sources("src").Concat(Sources("tests")))
        {
            Assert.DoesNotMatch(EmptyName(), Code(file));
            Assert.DoesNotContain(File.ReadLines(file), line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void All_texts_name_the_same_engines()
    {
        string readme = File.ReadAllText(Repository.PathTo("README.md"));
        IEnumerable<string> inReadme = ReadmeEngine().Matches(readme).Select(match => match.Value);
        Assert.Equal(HttpServer.EngineNames, inReadme);

        string listed = string.Join(", ", HttpServer.EngineNames);
        string help = WhiteSpace().Replace(WeftProcess.Run(Repository.Program, "--help").Output, " ");
        Assert.Contains($" {listed} (default thread)", help, StringComparison.Ordinal);

        string manual = File.ReadAllText(Repository.PathTo("docs/cli.md"));
        string paragraph = manual[manual.IndexOf("**`-c ENGINE`**", StringComparison.Ordinal)..];
        paragraph = paragraph[..paragraph.IndexOf("\n\n", StringComparison.Ordinal)];
        Assert.Equal(HttpServer.EngineNames, EngineInManual().Matches(paragraph).Select(match => match.Value));
    }

    [Fact]
    public void All_texts_name_the_same_options()
    {
        IEnumerable<string> options = LongOption().Matches(WeftProcess.Run(Repository.Program, "--help").Output)
            .Select(match => match.Value).Distinct(StringComparer.Ordinal);
        string readme = File.ReadAllText(Repository.PathTo("README.md"));
        string manual = File.ReadAllText(Repository.PathTo("docs/cli.md"));
        foreach (string option in options)
        {
            Assert.Contains($"`{option}", readme, StringComparison.Ordinal);
            Assert.Contains($"`{option}", manual, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_lanes_of_the_tests_are_those_in_the_documentation()
    {
        string[] lanes = [.. WeftProcess.Run(Repository.PathTo("test"), "--lane", "list").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
        IEnumerable<string> documented = LaneInTable().Matches(File.ReadAllText(Repository.PathTo("docs/testing.md"))).Select(match => match.Value);
        Assert.Equal(lanes, documented);
        IEnumerable<string> inSources = Sources("tests").SelectMany(file => LaneOfClass().Matches(File.ReadAllText(file))).Select(match => match.Value);
        Assert.Equal(lanes.Where(lane => lane != "main").Order(StringComparer.Ordinal), inSources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>Whoever asks for one class gets no more installed than that class needs, and no less.</summary>
    [Fact]
    public void What_tests_need_is_in_the_table_of_their_needs()
    {
        string[][] rows = [.. File.ReadLines(Repository.PathTo("tests/needs")).Where(line => line.StartsWith("tests/", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        IEnumerable<string> commands = rows.SelectMany(row => row[1..]).Where(need => need.Contains(':', StringComparison.Ordinal))
            .Select(need => need.Split(':')[0]).Distinct(StringComparer.Ordinal);
        Assert.All(rows, row => Assert.True(row[0] == "tests/EndToEnd/*" || File.Exists(Repository.PathTo(row[0])), row[0]));
        foreach (string file in Directory.EnumerateFiles(Repository.PathTo("tests/EndToEnd"), "*Tests.cs"))
        {
            string[] needs = [.. rows.Where(row => Repository.PathTo(row[0]) == file).SelectMany(row => row[1..])];
            IEnumerable<string> used = commands.Where(command => Code(file).Contains($"\"{command}\"", StringComparison.Ordinal));
            Assert.All(used, command => Assert.Contains(needs, need => need.StartsWith($"{command}:", StringComparison.Ordinal)));
        }
    }

    /// <summary>A link in a text of the repository leads somewhere.</summary>
    [Fact]
    public void Links_between_texts_hold()
    {
        string[] texts = [.. Directory.GetFiles(Repository.Root, "*.md"), .. Directory.GetFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories)];
        foreach (string text in texts)
        {
            IEnumerable<string> broken = Link().Matches(File.ReadAllText(text)).Select(match => match.Value)
                .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(text)!, target)))
                .Select(target => $"{text}: {target}");
            Assert.Empty(broken);
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Repository.PathTo(folder), "*.cs", SearchOption.AllDirectories);

    // Without comments: they may speak of what the code may not do.
    private static string Code(string file) =>
        string.Join('\n', File.ReadLines(file).Select(line => line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : line));

    [GeneratedRegex(@"\b(ThreadPool\.|Task\b|ValueTask\b|Parallel\.|Channel<|Concurrent\w+<|System\.Threading\.Timer\b|await\b)")]
    private static partial Regex BorrowedConcurrency();

    [GeneratedRegex(@"\b(?:Stopwatch|UtcNow|TimeProvider|Environment\.TickCount|Socket|Thread|Task|FileStream|RandomAccess)\b|\bFile\.[A-Z]\w+\(")]
    private static partial Regex InputOutput();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)\s+\w*(?:Manager|Helper|Utils|Base|Common)\b")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"(?<=^\| `)[a-z][a-z-]*(?=` \|)", RegexOptions.Multiline)]
    private static partial Regex ReadmeEngine();

    [GeneratedRegex("(?<=`)[a-z][a-z-]*(?=`)")]
    private static partial Regex EngineInManual();

    [GeneratedRegex(@"(?<=^\| `)[a-z]+(?=` \| `./test --lane )", RegexOptions.Multiline)]
    private static partial Regex LaneInTable();

    [GeneratedRegex(@"(?<=^\[Trait\(""Lane"", "")[a-z]+(?=""\)\])", RegexOptions.Multiline)]
    private static partial Regex LaneOfClass();

    [GeneratedRegex("--[a-z-]+")]
    private static partial Regex LongOption();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"(?<=\]\()(?!https?:)[^)#]+")]
    private static partial Regex Link();
}
