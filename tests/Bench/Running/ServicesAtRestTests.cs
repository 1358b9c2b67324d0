using Weft.Bench.Running;
using Xunit;

namespace Weft.Tests.Bench.Running;

public sealed class ServicesAtRestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Policy => _folder.PathTo("policy-rc.d");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Services_are_refused_and_nothing_remains()
    {
        using (await TakeAsync())
            Assert.Equal(101, (await Tool.RunAsync(new ToolCommand(Policy, "nginx", "start"), TimeSpan.FromMinutes(1), CancellationToken.None)).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Who_had_a_policy_gets_it_back()
    {
        _folder.WriteScript("policy-rc.d", "exit 104");
        string before = await File.ReadAllTextAsync(Policy);
        using (await TakeAsync())
            Assert.NotEqual(before, await File.ReadAllTextAsync(Policy));
        Assert.Equal(before, await File.ReadAllTextAsync(Policy));
        Assert.True(File.GetUnixFileMode(Policy).HasFlag(UnixFileMode.UserExecute));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    /// <summary>Somebody was killed in the middle; what they had put aside is not lost, and theirs does not stay.</summary>
    [Fact]
    public async Task What_a_killed_one_left_is_cleared_away()
    {
        _folder.WriteScript("policy-rc.d", "exit 104");
        string before = await File.ReadAllTextAsync(Policy);
        string ours;
        using (await TakeAsync())
            ours = await File.ReadAllTextAsync(Policy);
        File.Move(Policy, $"{Policy}.before-weft-bench");
        await File.WriteAllTextAsync(Policy, ours);

        (await TakeAsync()).Dispose();
        Assert.Equal(before, await File.ReadAllTextAsync(Policy));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task One_after_another()
    {
        Task<ServicesAtRest> second;
        using (await TakeAsync())
        {
            second = TakeAsync();
            Assert.False(second.IsCompleted);
        }
        (await second).Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private Task<ServicesAtRest> TakeAsync() => ServicesAtRest.TakeAsync(Policy, CancellationToken.None);
}
