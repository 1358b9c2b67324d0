using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Weft.Tests.Conformance;

/// <summary>Something that must be true of one answer.</summary>
public abstract record AnswerCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the answer, or null.</summary>
    public abstract string? Fault(Reply reply);

    /// <summary>Reads a check as a case file writes it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AnswerCheck Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split(' ', 3);
        string rest = words.Length > 2 ? words[2] : "";
        return words switch
        {
            ["has", string name] => new FieldIs(name, null),
            ["no", string name] => new FieldAbsent(name),
            ["body", "empty"] => new BodyIs([]),
            ["body", "=", ..] => new BodyIs(Escapes.Decode(rest)),
            ["body", "has", ..] => new BodyHas(rest),
            ["body", "lacks", ..] => new BodyLacks(rest),
            ["body", "length", ..] => new BodyLength(int.Parse(rest, NumberStyles.None, CultureInfo.InvariantCulture)),
            [string name, "~", ..] => new FieldIs(name, new Regex(rest, RegexOptions.CultureInvariant, Patience)),
            [string name, ..] when name.EndsWith(':') => new FieldIs(
                name[..^1], new Regex($"^{Regex.Escape(text[(name.Length + 1)..])}$", RegexOptions.CultureInvariant, Patience)),
            _ => throw new FormatException($"'{text}' is no check"),
        };
    }

    private sealed record FieldIs(string Name, Regex? Value) : AnswerCheck
    {
        public override string? Fault(Reply reply)
        {
            string? value = reply[Name];
            if (value is null)
                return $"the field {Name} is missing";
            return Value?.IsMatch(value) == false ? $"{Name} is '{value}' and does not match {Value}" : null;
        }
    }

    private sealed record FieldAbsent(string Name) : AnswerCheck
    {
        public override string? Fault(Reply reply) =>
            reply[Name] is { } value ? $"the field {Name} should be absent and is '{value}'" : null;
    }

    private sealed record BodyIs(byte[] Content) : AnswerCheck
    {
        public override string? Fault(Reply reply) => reply.Body.AsSpan().SequenceEqual(Content)
            ? null
            : $"the content is '{Escapes.Encode(reply.Body)}', not '{Escapes.Encode(Content)}'";
    }

    private sealed record BodyHas(string Text) : AnswerCheck
    {
        public override string? Fault(Reply reply) => reply.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Text)) >= 0
            ? null
            : $"the content has no '{Text}': {Escapes.Encode(reply.Body)}";
    }

    private sealed record BodyLacks(string Text) : AnswerCheck
    {
        public override string? Fault(Reply reply) => reply.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Text)) < 0
            ? null
            : $"the content should not have '{Text}': {Escapes.Encode(reply.Body)}";
    }

    private sealed record BodyLength(int Length) : AnswerCheck
    {
        public override string? Fault(Reply reply) => reply.Body.Length == Length
            ? null
            : $"the content has {reply.Body.Length} bytes, not {Length}";
    }
}
