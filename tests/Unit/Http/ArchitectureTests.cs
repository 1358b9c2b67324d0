using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Weft.Http;
using Xunit;

namespace Weft.Tests.Unit.Http;

/// <summary>
/// Weft.Http is without input or output: it references no socket, no thread, no clock and no file but the handle it carries.
/// The assembly itself is asked, not its source.
/// </summary>
public sealed class ArchitectureTests
{
    private static readonly string[] ForbiddenNamespaces =
        ["System.Net", "System.IO", "System.Diagnostics.Process", "System.Threading.Tasks", "System.Timers", "Microsoft.Win32", "Weft"];

    private static readonly string[] ForbiddenTypes =
    [
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.Monitor", "System.Threading.Lock",
        "System.Threading.PeriodicTimer", "System.Threading.SemaphoreSlim", "System.Threading.ManualResetEventSlim", "System.Threading.WaitHandle",
        "System.Diagnostics.Stopwatch", "System.TimeProvider", "System.Console", "System.Runtime.InteropServices.DllImportAttribute",
    ];

    private static readonly string[] ForbiddenMembers =
    [
        "System.DateTime.get_UtcNow", "System.DateTime.get_Now", "System.DateTime.get_Today", "System.DateTimeOffset.get_UtcNow",
        "System.DateTimeOffset.get_Now", "System.Environment.get_TickCount", "System.Environment.get_TickCount64", "System.Random.get_Shared",
    ];

    [Fact]
    public void TheCoreTouchesNothing() => Assert.Empty(Forbidden(typeof(HttpConnection).Assembly.Location));

    /// <summary>The test above can fail: it finds what these tests use.</summary>
    [Fact]
    public void TheCheckSeesWhatTestsUse()
    {
        // Test assemblies are never instrumented.
        List<string> found = Forbidden(typeof(ArchitectureTests).Assembly.Location);
        Assert.Contains("System.IO.File", found, StringComparer.Ordinal);
        Assert.Contains("System.DateTime.get_UtcNow", found, StringComparer.Ordinal);
        Assert.Contains("Weft.Http.HttpConnection", found, StringComparer.Ordinal);
    }

    private static List<string> Forbidden(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var image = new PEReader(file);
        MetadataReader metadata = image.GetMetadataReader();
        var found = new List<string>();
        if (IsInstrumented(metadata))
            return found;
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            string name = NameOf(metadata, handle);
            bool isIn = ForbiddenNamespaces.Any(space => name.StartsWith(space + ".", StringComparison.Ordinal));
            if ((isIn && name != "Microsoft.Win32.SafeHandles.SafeFileHandle") || ForbiddenTypes.Contains(name, StringComparer.Ordinal))
                found.Add(name);
        }
        foreach (MemberReference member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            string name = $"{NameOf(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}";
            // Of the handle, only its reference count may be touched.
            bool isHandle = name.Contains("SafeFileHandle.", StringComparison.Ordinal) || name.Contains(".SafeHandle.", StringComparison.Ordinal);
            if (ForbiddenMembers.Contains(name, StringComparer.Ordinal)
                || (isHandle && !name.EndsWith(".DangerousRelease", StringComparison.Ordinal)))
                found.Add(name);
        }
        found.AddRange(metadata.MethodDefinitions
            .Select(metadata.GetMethodDefinition)
            .Where(static method => method.Attributes.HasFlag(System.Reflection.MethodAttributes.PinvokeImpl))
            .Select(method => metadata.GetString(method.Name)));
        return found;
    }

    // Measuring coverage writes counters into the assembly, and they write files: that is not the one that is shipped.
    private static bool IsInstrumented(MetadataReader metadata) => metadata.TypeDefinitions
        .Select(metadata.GetTypeDefinition)
        .Any(type => metadata.GetString(type.Namespace).StartsWith("Coverlet.", StringComparison.Ordinal));

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        TypeReference type = metadata.GetTypeReference(handle);
        string name = metadata.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }
}
