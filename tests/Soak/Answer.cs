using System.Globalization;
using System.Text;

namespace Weft.Tests.Soak;

/// <summary>The head of an answer, read strictly, and by other code than the server's.</summary>
internal sealed class Answer
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.OrdinalIgnoreCase);

    private Answer(int status, bool isToHead)
    {
        Status = status;
        IsToHead = isToHead;
    }

    public int Status { get; }

    public bool IsToHead { get; }

    /// <summary>What Content-Length says; -1 where it says nothing.</summary>
    public long Length { get; private set; } = -1;

    /// <summary>How many bytes follow the head.</summary>
    public long BodyLength => IsToHead || Length < 0 ? 0 : Length;

    public bool Closes => _fields.TryGetValue("Connection", out string? value) && value == "close";

    /// <summary>Reads a head without its empty line.</summary>
    public static Answer Parse(ReadOnlySpan<byte> head, bool isToHead)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string first = lines[0];
        if (!first.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) || first.Length < 13 || first[12] != ' '
            || !int.TryParse(first.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status))
            throw new WrongAnswerException($"a status line like '{first}'");
        Answer answer = new(status, isToHead);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon <= 0 || line.Contains('\n', StringComparison.Ordinal) || !answer._fields.TryAdd(line[..colon], line[(colon + 2)..]))
                throw new WrongAnswerException($"a field line like '{line}'");
        }
        answer.CheckBasics();
        return answer;
    }

    public string Require(string field) => _fields.TryGetValue(field, out string? value)
        ? value
        : throw new WrongAnswerException($"a {Status} without {field}");

    public bool Has(string field) => _fields.ContainsKey(field);

    public void Expect(string field, string expected)
    {
        string value = Require(field);
        if (value != expected)
            throw new WrongAnswerException($"{field}: {value} where {expected} is right");
    }

    public void Expect(int status)
    {
        if (Status != status)
            throw new WrongAnswerException($"{Status} where {status} is right");
    }

    public void ExpectLength(long length)
    {
        if (Length != length)
            throw new WrongAnswerException($"Content-Length {Length} where {length} is right");
    }

    // What every answer has; the server stamps Date itself, so it is never older than a moment.
    private void CheckBasics()
    {
        Expect("Server", "Weft");
        string date = Require("Date");
        if (!DateTime.TryParseExact(date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime told)
            || (DateTime.UtcNow - told).TotalSeconds is < -1 or > 120)
            throw new WrongAnswerException($"a Date of {date}");
        bool isBare = Status is 204 or 304;
        if (isBare == Has("Content-Length"))
            throw new WrongAnswerException($"a {Status} {(isBare ? "with" : "without")} Content-Length");
        if (isBare)
            return;
        if (!long.TryParse(Require("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out long length))
            throw new WrongAnswerException($"a Content-Length of {Require("Content-Length")}");
        Length = length;
    }
}
