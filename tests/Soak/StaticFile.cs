namespace Weft.Tests.Soak;

/// <summary>A file that stays as it is during the whole run.</summary>
internal sealed class StaticFile(string path, string type, uint number, long size)
{
    private string? _entityTag;
    private string? _lastModified;

    /// <summary>Its path in a URL.</summary>
    public string Path { get; } = path;

    public string Type { get; } = type;

    public ContentKey Key { get; } = new(number, 0);

    public long Size { get; } = size;

    /// <summary>Its entity tag, once an answer has told it.</summary>
    public string? EntityTag => _entityTag;

    public string? LastModified => _lastModified;

    /// <summary>Sees that the fields of a 200 or 206 describe this file, and as every answer before did.</summary>
    public void CheckFields(Answer answer)
    {
        answer.Expect("Accept-Ranges", "bytes");
        answer.Expect("X-Content-Type-Options", "nosniff");
        _ = answer.Require("Expires");
        answer.Expect("Cache-Control", "no-cache");
        answer.Expect("ETag", Remember(ref _entityTag, answer.Require("ETag")));
        answer.Expect("Last-Modified", Remember(ref _lastModified, answer.Require("Last-Modified")));
        if (_entityTag!.StartsWith("W/", StringComparison.Ordinal))
            throw new WrongAnswerException($"a weak entity tag: {_entityTag}");
    }

    public void CheckBytes(ReadOnlySpan<byte> bytes, long offset)
    {
        long difference = Pattern.FindDifference(bytes, Key, offset);
        if (difference >= 0)
            throw new WrongAnswerException($"byte {difference} of {Path} is wrong");
    }

    // The first answer is believed; both servers serve the same file, so all others have to agree.
    private static string Remember(ref string? known, string told) => Interlocked.CompareExchange(ref known, told, null) ?? told;
}
