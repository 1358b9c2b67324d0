using Weft.Bench.Running;
using Weft.Server;
using Xunit;

namespace Weft.Tests.Bench;

public sealed class WeftServerTests
{
    /// <summary>The bench knows nothing of Weft's code, so its list is its own; here both are known.</summary>
    [Fact]
    public void It_measures_every_engine() => Assert.Equal(HttpServer.EngineNames, WeftServer.Engines);
}
