namespace Weft.Bench.Running;

/// <summary>What a program said last, so that it can be told when it fails; what it said before is forgotten.</summary>
internal static class LastWords
{
    private const int Most = 4000;

    /// <summary>Reads a stream to its end and keeps the last of it.</summary>
    public static async Task<string> Of(TextReader reader)
    {
        string kept = "";
        char[] buffer = new char[Most];
        int length;
        while ((length = await reader.ReadAsync(buffer)) > 0)
        {
            kept += new string(buffer, 0, length);
            kept = kept[Math.Max(0, kept.Length - Most)..];
        }
        return kept;
    }
}
