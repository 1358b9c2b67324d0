using System.Globalization;
using System.Text.RegularExpressions;

namespace Weft.Tests.Conformance;

/// <summary>A case file is malformed; the message begins with file and line.</summary>
public sealed class CaseFileException : Exception
{
    /// <summary>Malformed, somewhere.</summary>
    public CaseFileException()
    {
    }

    /// <summary>Malformed, as the message says.</summary>
    public CaseFileException(string message)
        : base(message)
    {
    }

    /// <summary>Malformed, as the message says.</summary>
    public CaseFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Reads case files. Their format is described in the README beside them.</summary>
public static partial class CaseFile
{
    private static readonly string[] Levels = ["MUST", "SHOULD", "MAY", "choice"];
    private static readonly string[] KnownMarks = ["interim", "memory"];

    /// <summary>The cases of all files in the folder <c>Cases</c> beside the assembly.</summary>
    /// <param name="site">The site they are played on; null for a look at them, with a stand-in for every entity tag.</param>
    public static IReadOnlyList<ConformanceCase> LoadAll(FixtureSite? site = null) =>
        Load(Path.Combine(AppContext.BaseDirectory, "Cases"), site);

    /// <summary>The cases of all files in a folder, in the order of their names.</summary>
    /// <exception cref="CaseFileException">A file is malformed, or two cases have the same name.</exception>
    public static IReadOnlyList<ConformanceCase> Load(string folder, FixtureSite? site = null)
    {
        string[] files = Directory.GetFiles(folder, "*.txt");
        Array.Sort(files, StringComparer.Ordinal);
        List<ConformanceCase> cases = [.. files.SelectMany(file => Parse(Path.GetFileName(file), File.ReadAllText(file), site))];
        ConformanceCase? twice = cases.GroupBy(static each => each.Id, StringComparer.Ordinal)
            .FirstOrDefault(static group => group.Count() > 1)?.Last();
        return twice is null ? cases : throw new CaseFileException($"{twice.Place}: there is a case {twice.Id} already");
    }

    /// <summary>The cases of one file.</summary>
    /// <exception cref="CaseFileException">It is malformed.</exception>
    public static IReadOnlyList<ConformanceCase> Parse(string fileName, string text, FixtureSite? site = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var cases = new List<ConformanceCase>();
        Draft? draft = null;
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{fileName}:{i + 1}");
            try
            {
                if (HeadLine().IsMatch(lines[i]))
                {
                    AddIfAny(cases, draft);
                    draft = new Draft(place, lines[i]);
                }
                else if (lines[i].Length > 0 && lines[i][0] != '#')
                {
                    (draft ?? throw new FormatException("this line stands before the first case")).Read(WithTags(lines[i], site));
                }
            }
            catch (Exception fault) when (fault is FormatException or RegexParseException or OverflowException)
            {
                throw new CaseFileException($"{place}: {fault.Message}", fault);
            }
        }
        AddIfAny(cases, draft);
        return cases;
    }

    // A tag says when its file was changed, and that time nobody can choose: so it is the site that knows the tags.
    private static string WithTags(string line, FixtureSite? site) =>
        TagMark().Replace(line, mark => site?.TagOf(mark.Groups["name"].Value) ?? "no-site");

    private static void AddIfAny(List<ConformanceCase> cases, Draft? draft)
    {
        if (draft is not null)
            cases.Add(draft.Finish());
    }

    [GeneratedRegex(@"^[A-Z]{2}-\d\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeadLine();

    [GeneratedRegex(@"\{tag of (?<name>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagMark();

    /// <summary>A case while its lines are being read.</summary>
    private sealed partial class Draft
    {
        private readonly string _place;
        private readonly string[] _columns;
        private readonly List<ClientAction> _actions = [];
        private readonly List<byte> _unsent = [];
        private readonly List<(IReadOnlyList<int> Statuses, bool IsToHead, List<AnswerCheck> Checks)> _answers = [];
        private readonly List<string> _marks = [];
        private ConnectionEnd? _end;

        public Draft(string place, string head)
        {
            _place = place;
            _columns = [.. head.Split('|', 4).Select(static column => column.Trim())];
            if (_columns.Length != 4 || !CaseName().IsMatch(_columns[0]))
                throw new FormatException("a case begins with 'XX-00a | section | level | what'");
            if (!Levels.Contains(_columns[2]))
                throw new FormatException($"'{_columns[2]}' is no level");
        }

        public void Read(string line)
        {
            string rest = line.Length > 1 ? line[1..].Trim() : "";
            switch (line[0])
            {
                case '>':
                    ReadBytes(line);
                    break;
                case '!':
                    FlushBytes();
                    _actions.Add(ReadAction(rest));
                    break;
                case '<' when line.StartsWith("<   ", StringComparison.Ordinal):
                    if (_answers.Count == 0)
                        throw new FormatException("there is no answer for this check");
                    _answers[^1].Checks.Add(AnswerCheck.Parse(rest));
                    break;
                case '<':
                    ReadAnswer(rest);
                    break;
                case '=':
                    if (_end is not null || !Enum.TryParse(rest, ignoreCase: true, out ConnectionEnd end))
                        throw new FormatException("the end is one of keep, close, wait, and said once");
                    _end = end;
                    break;
                case '@':
                    ReadMarks(rest);
                    break;
                default:
                    throw new FormatException($"a line cannot begin with '{line[0]}'");
            }
        }

        public ConformanceCase Finish()
        {
            FlushBytes();
            if (_end is null || _actions.Count == 0)
                throw new CaseFileException($"{_place}: {_columns[0]} has no bytes or no end");
            return new ConformanceCase
            {
                Id = _columns[0],
                Reference = _columns[1],
                Level = _columns[2],
                What = _columns[3],
                Place = _place,
                Actions = _actions,
                Answers = [.. _answers.Select(static a => new ExpectedAnswer(a.Statuses, a.IsToHead, a.Checks))],
                End = _end.Value,
                Marks = _marks,
            };
        }

        private void ReadBytes(string line)
        {
            bool isRaw = line.StartsWith(">|", StringComparison.Ordinal);
            string text = line[(isRaw ? 2 : 1)..];
            _unsent.AddRange(Escapes.Decode(text.StartsWith(' ') ? text[1..] : text));
            if (!isRaw)
                _unsent.AddRange("\r\n"u8);
        }

        private void FlushBytes()
        {
            if (_unsent.Count > 0)
                _actions.Add(new SendBytes([.. _unsent]));
            _unsent.Clear();
        }

        private static ClientAction ReadAction(string text) => text.Split(' ') switch
        {
            ["fin"] => new Finish(),
            ["await", string count] => new AwaitAnswers(int.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture)),
            ["pause", string seconds] => new Pause(
                TimeSpan.FromSeconds(double.Parse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture))),
            _ => throw new FormatException($"'{text}' is nothing a client does: fin, await COUNT, pause SECONDS"),
        };

        private void ReadAnswer(string text)
        {
            Match match = AnswerLine().Match(text);
            if (!match.Success)
                throw new FormatException("an answer is 'STATUS', 'STATUS|STATUS', perhaps 'x COUNT', perhaps 'to HEAD'");
            int[] statuses = [.. match.Groups["status"].Captures.Select(
                static capture => int.Parse(capture.Value, CultureInfo.InvariantCulture))];
            int count = match.Groups["count"].Success ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 1;
            for (int i = 0; i < count; i++)
                _answers.Add((statuses, match.Groups["head"].Success, []));
        }

        private void ReadMarks(string text)
        {
            foreach (string mark in text.Split(' '))
            {
                if (!KnownMarks.Contains(mark))
                    throw new FormatException($"there is no mark '{mark}'");
                _marks.Add(mark);
            }
        }

        [GeneratedRegex(@"^[A-Z]{2}-\d\d[a-z]{0,2}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex CaseName();

        [GeneratedRegex(
            @"^(?<status>[1-5]\d\d)(\|(?<status>[1-5]\d\d))*( x (?<count>\d+))?(?<head> to HEAD)?$",
            RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex AnswerLine();
    }
}
