using Weft.Tests.EndToEnd.Driving;
using Xunit;

namespace Weft.Tests.EndToEnd;

/// <summary>
/// When <c>./weft</c> builds, and which program: in a small clone, with a dotnet that only writes down what it was asked for, and a
/// PATH that has just the commands that are named here.
/// </summary>
public sealed class LauncherBuildTests : IDisposable
{
    private static readonly string[] Commands =
        ["bash", "cat", "cksum", "dirname", "env", "find", "flock", "grep", "mkdir", "mv", "readlink", "rm", "sh", "sort", "touch", "xargs"];

    private readonly TemporaryFolder _folder = new();

    public LauncherBuildTests()
    {
        foreach (string file in (string[])["weft", "tools/publish"])
        {
            _folder.Write($"clone/{file}", File.ReadAllText(Repository.PathTo(file)));
            File.SetUnixFileMode(Clone(file), Executable);
        }
        foreach (string file in (string[])["src/one.cs", "Directory.Build.props", "Directory.Packages.props", "global.json"])
            _folder.Write($"clone/{file}", "one");
        Directory.CreateDirectory(_folder.PathTo("bin"));
        foreach (string command in Commands)
            File.CreateSymbolicLink(_folder.PathTo($"bin/{command}"), Find(command));
        Give("gcc", "");
        GiveDotnet(failing: "nothing");
    }

    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_builds_the_native_program_once()
    {
        Ended first = Run();
        Assert.Equal("native program\n", first.Output);
        Assert.Contains("building the native program", first.Errors, StringComparison.Ordinal);
        Assert.Equal(new Ended(0, "native program\n", ""), Run());
    }

    [Fact]
    public void A_pull_that_makes_files_newer_and_leaves_them_as_they_are_builds_nothing()
    {
        Run();
        File.SetLastWriteTimeUtc(Clone("src/one.cs"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("", Run().Errors);
    }

    [Theory]
    [InlineData("src/one.cs")]
    [InlineData("src/two.cs")]
    [InlineData("global.json")]
    public void A_source_that_has_changed_is_built(string source)
    {
        Run();
        _folder.Write($"clone/{source}", "two");
        File.SetLastWriteTimeUtc(Clone(source), DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("building the native program", Run().Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bench_is_a_program_of_its_own()
    {
        _folder.Write("clone/src/Bench/one.cs", "one");
        Run();
        _folder.Write("clone/src/Bench/one.cs", "two");
        File.SetLastWriteTimeUtc(Clone("src/Bench/one.cs"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("", Run().Errors);
    }

    [Fact]
    public void Without_a_compiler_to_link_with_it_says_so_and_builds_for_dotnet()
    {
        File.Delete(_folder.PathTo("bin/gcc"));
        Ended first = Run();
        Assert.Equal("ready-to-run program\n", first.Output);
        Assert.Contains("no clang or gcc", first.Errors, StringComparison.Ordinal);
        Assert.Equal(new Ended(0, "ready-to-run program\n", ""), Run());
    }

    [Fact]
    public void A_native_build_that_fails_is_not_tried_again_until_a_source_changes()
    {
        GiveDotnet(failing: "Native=true");
        Ended first = Run();
        Assert.Equal("ready-to-run program\n", first.Output);
        Assert.Contains("the native build failed", first.Errors, StringComparison.Ordinal);
        Assert.Equal(new Ended(0, "ready-to-run program\n", ""), Run());

        GiveDotnet(failing: "nothing");
        _folder.Write("clone/src/one.cs", "two");
        File.SetLastWriteTimeUtc(Clone("src/one.cs"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("native program\n", Run().Output);
    }

    [Theory]
    [InlineData("native", "native program\n", 0)]
    [InlineData("ready-to-run", "ready-to-run program\n", 0)]
    [InlineData("other", "", 1)]
    public void A_program_can_be_asked_for(string kind, string output, int exitCode)
    {
        Ended ended = Run($"WEFT_PROGRAM={kind}");
        Assert.Equal((exitCode, output), (ended.ExitCode, ended.Output));
    }

    [Fact]
    public void The_one_that_is_asked_for_is_never_replaced_by_the_other()
    {
        GiveDotnet(failing: "Native=true");
        Ended ended = Run("WEFT_PROGRAM=native");
        Assert.Equal((1, ""), (ended.ExitCode, ended.Output));
        Assert.Contains("the build failed", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_SDK_it_says_what_to_install()
    {
        File.Delete(_folder.PathTo("bin/dotnet"));
        Ended ended = Run();
        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("weft: building needs the .NET SDK 10 or newer; no SDK was found", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_not_write_into_the_clone_gets_a_sentence()
    {
        if (Environment.UserName != "root")
            File.SetUnixFileMode(Clone(""), (UnixFileMode)0b101_101_101);
        File.SetUnixFileMode(_folder.Path, Executable);
        string[] asNobody = Environment.UserName == "root" ? [Find("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        Ended ended = WeftProcess.Run([.. asNobody, Find("env"), $"PATH={_folder.PathTo("bin")}", Clone("weft")]);
        File.SetUnixFileMode(Clone(""), Executable);
        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("weft: it has to be built first, and you may not write into ", ended.Errors, StringComparison.Ordinal);
        Assert.Equal(ended.Errors.Length - 1, ended.Errors.IndexOf('\n', StringComparison.Ordinal));
    }

    private static string Find(string command) => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, command)).First(File.Exists);

    private string Clone(string name) => _folder.PathTo(Path.Combine("clone", name));

    private Ended Run(params string[] variables) =>
        WeftProcess.Run([Find("env"), "-u", "WEFT_PROGRAM", $"PATH={_folder.PathTo("bin")}", .. variables, Clone("weft")]);

    private void Give(string command, string script)
    {
        _folder.Write($"bin/{command}", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_folder.PathTo($"bin/{command}"), Executable);
    }

    // What it publishes is a program that says its kind. It is told the folder behind -o.
    private void GiveDotnet(string failing) => Give("dotnet", $$"""
        case "$*" in
          --list-sdks) echo "10.0.100 [here]"; exit ;;
          *{{failing}}*) echo "it cannot be built"; exit 1 ;;
          *Native=true*) kind=native ;;
          *) kind=ready-to-run ;;
        esac
        while [ "$1" != -o ]; do shift; done
        printf '#!/bin/sh\necho %s program\n' "$kind" >"$2/weft"
        /bin/chmod +x "$2/weft"
        """);
}
