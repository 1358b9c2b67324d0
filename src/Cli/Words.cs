namespace Weft.Cli;

/// <summary>
/// The words of the command line as the user meant them, before System.CommandLine sees them. It would let an empty value
/// swallow the next word, take a value for a flag as a folder, and read a leading <c>[word]</c> as a directive to itself.
/// </summary>
internal static class Words
{
    /// <summary>What <c>--delay</c> means when it stands alone.</summary>
    private const string DelayAlone = "=5";

    /// <summary>Short options without a value, which may precede another in one word: <c>-vd</c>.</summary>
    private const string ShortFlags = "hqvV";

    /// <summary>Short options whose value may follow in the same word: <c>-p8080</c>.</summary>
    private const string ShortWithValue = "bcdfpw";

    private static readonly string[] Flags = ["--demo", "--help", "--quiet", "--verbose", "--version", "-h", "-q", "-v", "-V"];

    private static readonly string[] FolderNames = ["-f", "--folder", "--base", "--root", "--directory"];

    /// <summary>Rewrites the words; null, with a refusal, if one of them can mean nothing.</summary>
    public static List<string>? Prepare(string[] args, out string? refusal)
    {
        refusal = null;
        List<string> words = new(args.Length);
        bool maybeOption = true;
        string? before = null;
        foreach (string word in args)
        {
            maybeOption &= word != "--";
            refusal ??= word.Length == 0 ? EmptyAfter(maybeOption ? before : null) : maybeOption ? FindFault(word) : null;
            words.Add(maybeOption && IsDelayAlone(word) ? word + DelayAlone : word);
            before = word;
        }
        if (words is [['[', ..], ..])
            words[0] = "./" + words[0];
        return refusal is null ? words : null;
    }

    // An empty word is usually a variable of a script that has no value: which one, the word before it tells.
    private static string EmptyAfter(string? before)
    {
        bool isFolder = before is not ['-', ..]
            || Flags.Contains(before, StringComparer.Ordinal)
            || FolderNames.Contains(before, StringComparer.Ordinal)
            || IsDelayAlone(before);
        return isFolder ? "the folder name is empty" : $"{before} needs a value, and the one given is empty";
    }

    private static string? FindFault(string word)
    {
        // Of -vx the parser would take the v, and x for a folder.
        int known = word is ['-', not '-', ..] ? word.AsSpan(1).IndexOfAnyExcept(ShortFlags) + 1 : 0;
        if (known > 1 && !ShortWithValue.Contains(word[known], StringComparison.Ordinal))
            return $"unknown option '-{word[known]}' in '{word}'{Suggestion.For("-" + word, Flags)}";
        int separator = word.AsSpan().IndexOfAny('=', ':');
        if (!word.StartsWith('-') || separator < 0)
            return null;
        string name = word[..separator];
        if (Flags.Contains(name, StringComparer.Ordinal))
            return $"{name} takes no value";
        return separator == word.Length - 1 ? $"{name} needs a value" : null;
    }

    private static bool IsDelayAlone(string word) =>
        word == "--delay"
        || (word is ['-', .. var flags, 'd'] && flags.AsSpan().IndexOfAnyExcept(ShortFlags) < 0);
}
