namespace Weft.Tests.Conformance;

/// <summary>One response, taken from a stream by <see cref="ResponseReader"/>.</summary>
public sealed record Reply
{
    /// <summary>The status code.</summary>
    public required int Status { get; init; }

    /// <summary>The reason phrase.</summary>
    public required string Reason { get; init; }

    /// <summary>The fields in order, names as sent.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; }

    /// <summary>The content.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether it is a 1xx, before the real answer.</summary>
    public bool IsInterim => Status < 200;

    /// <summary>Whether it says that the connection ends with it.</summary>
    public bool SaysClose => string.Equals(this["Connection"], "close", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a field, or null; several values are joined by a comma.</summary>
    public string? this[string name]
    {
        get
        {
            string[] values = [.. Fields
                .Where(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
                .Select(static field => field.Value)];
            return values.Length == 0 ? null : string.Join(", ", values);
        }
    }
}
