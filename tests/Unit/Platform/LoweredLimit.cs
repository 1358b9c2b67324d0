using Weft.Platform.Processes;
using Xunit;

namespace Weft.Tests.Unit.Platform;

/// <summary>A lower limit of descriptors for this whole process, for as long as it lives; for tests that run alone.</summary>
internal sealed class LoweredLimit : IDisposable
{
    private readonly ProcessCalls.RLimit _before;

    public LoweredLimit(ulong soft)
    {
        Assert.Equal(0, ProcessCalls.getrlimit(ProcessCalls.RLIMIT_NOFILE, out _before));
        Assert.Equal(0, ProcessCalls.setrlimit(ProcessCalls.RLIMIT_NOFILE, _before with { Soft = soft }));
    }

    public void Dispose() => _ = ProcessCalls.setrlimit(ProcessCalls.RLIMIT_NOFILE, _before);
}
