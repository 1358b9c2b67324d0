namespace Weft.Tests.Bench;

/// <summary>What a tool printed once, to the letter.</summary>
internal static class Sample
{
    public static string Read(string name) => File.ReadAllText(PathTo(name));

    public static string PathTo(string name) => Path.Combine(AppContext.BaseDirectory, "Samples", name);
}
