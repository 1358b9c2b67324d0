using System.Reflection;
using Weft.Server;
using Xunit.Sdk;

namespace Weft.Tests.EndToEnd.Driving;

/// <summary>Runs a theory once for each engine, from the one list of them; its first parameter is the engine's name.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryEngineAttribute : DataAttribute
{
    /// <summary>Leaves out <c>single</c>, for what one client at a time cannot do.</summary>
    public bool ServesMany { get; init; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        HttpServer.EngineNames.Where(name => !ServesMany || name != "single").Select(name => new object[] { name });
}
