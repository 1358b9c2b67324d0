using System.CommandLine;
using System.Net;
using Weft.Http;
using Weft.Server;

namespace Weft.Cli;

/// <summary>The options of the command, and their way from words to <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
    private readonly Option<bool> _help = Flag("--help", "-h");
    private readonly Option<bool> _version = Flag("--version", "-V");
    private readonly Option<bool> _verbose = Flag("--verbose", "-v");
    private readonly Option<bool> _quiet = Flag("--quiet", "-q");
    private readonly Option<bool> _demo = new("--demo") { Arity = ArgumentArity.Zero };
    private readonly Option<string> _port = new("--port", "-p");
    private readonly Option<string> _bind = new("--bind", "-b", "--host");
    private readonly Option<string[]> _folder = new("--folder", "-f", "--base", "--root", "--directory");
    private readonly Option<string> _engine = new("--concurrency", "-c");
    private readonly Option<string> _workers = new("--workers", "-w");
    private readonly Option<string> _spares = new("--spares");
    private readonly Option<string> _maxProcesses = new("--max-processes");
    private readonly Option<string> _maxConnections = new("--max-connections");
    private readonly Option<string> _maxPerAddress = new("--max-per-address");
    private readonly Option<string> _delay = new("--delay", "-d");
    private readonly Option<string> _receive = new("--recv");
    private readonly Option<string> _timeout = new("--timeout");
    private readonly Option<string> _grace = new("--grace");
    private readonly Argument<string> _positional = new("FOLDER") { Arity = ArgumentArity.ZeroOrOne };

    private readonly Command _command;
    private readonly ParseResult _parsed;
    private readonly OptionValues _values;
    private readonly string[] _literals;

    private CommandLine(List<string> words)
    {
        // A plain Command has no response files, help or completion of its own; those are ours to give.
        _command = new Command("weft")
        {
            _help, _version, _verbose, _quiet, _demo, _port, _bind, _folder, _engine, _workers, _spares,
            _maxProcesses, _maxConnections, _maxPerAddress, _delay, _receive, _timeout, _grace,
            _positional,
        };
        // The name goes first, since a first word that equals it is dropped, and somebody's folder is called weft.
        _parsed = _command.Parse([_command.Name, .. words], new ParserConfiguration { ResponseFileTokenReplacer = null });
        _values = new OptionValues(_parsed);
        _literals = [.. words.SkipWhile(word => word != "--")];
    }

    /// <summary>Reads a command line; null, with a refusal of one line, if it is wrong.</summary>
    public static Settings? Parse(string[] args, out string? refusal)
    {
        if (Words.Prepare(args, out refusal) is not { } words)
            return null;
        CommandLine line = new(words);
        Settings settings = line.Read();
        if (settings.WantsHelp)
            return settings;
        // In this order, so that the line names the culprit and not the first word that it displaced.
        refusal = line.FindUnknownOption() ?? line._values.Refusal ?? line.FindOther();
        return refusal is null ? settings : null;
    }

    private static Option<bool> Flag(string name, string alias) => new(name, alias) { Arity = ArgumentArity.Zero };

    private Settings Read() => new()
    {
        WantsHelp = _values.IsGiven(_help),
        WantsVersion = _values.IsGiven(_version),
        IsVerbose = _values.IsGiven(_verbose),
        IsQuiet = _values.IsGiven(_quiet),
        IsDemo = _values.IsGiven(_demo),
        Folder = ReadFolder(),
        Server = new ServerOptions
        {
            Port = _values.Integer(_port, 0, 65535, otherwise: 8085),
            Address = _values.Address(_bind, otherwise: IPAddress.Loopback),
            Engine = _values.OneOf(_engine, HttpServer.EngineNames, otherwise: "thread"),
            Workers = _values.Integer(_workers, 1, 1000, otherwise: Environment.ProcessorCount),
            Spares = _values.Integer(_spares, 1, 1000, otherwise: 4),
            MaxProcesses = _values.Integer(_maxProcesses, 1, 10_000, otherwise: 128),
            MaxConnections = _values.Integer(_maxConnections, 1, 10_000_000),
            MaxConnectionsPerAddress = _values.Integer(_maxPerAddress, 1, 10_000_000),
            Grace = _values.Seconds(_grace, mayBeZero: true),
            Limits = ReadLimits(),
        },
    };

    private HttpLimits ReadLimits()
    {
        HttpLimits limits = new()
        {
            ReceiveBytes = _values.Integer(_receive, 1, 1024 * 1024, otherwise: 65536),
            Delay = _values.Seconds(_delay, mayBeZero: true) ?? TimeSpan.Zero,
        };
        return _values.Seconds(_timeout, mayBeZero: false) is { } time
            ? limits with { IdleTime = time, HeadTime = time, ContentTime = time }
            : limits;
    }

    /// <summary>The one folder, however often and under whatever name it was given.</summary>
    private string? ReadFolder()
    {
        string[] folders = [.. _values.All(_folder), .. Positional()];
        string? different = Array.Find(folders, folder => FullPath(folder) != FullPath(folders[0]));
        if (different is not null)
            _values.Refuse($"two folders are given, '{folders[0]}' and '{different}'");
        if (folders.Length > 0 && _values.IsGiven(_demo))
            _values.Refuse($"--demo serves the demo site, and the folder '{folders[0]}' is given as well");
        return folders.FirstOrDefault();
    }

    private static string FullPath(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private IEnumerable<string> Positional() => _parsed.GetResult(_positional)?.Tokens.Select(token => token.Value) ?? [];

    /// <summary>An unknown option is an ordinary word to the parser, which makes it the folder.</summary>
    private string? FindUnknownOption()
    {
        string? word = Positional().Concat(_parsed.UnmatchedTokens)
            .FirstOrDefault(word => word is ['-', _, ..] && !_literals.Contains(word, StringComparer.Ordinal));
        return word is null ? null : $"unknown option '{word}'{Suggestion.For(word.Split('=', ':')[0], LongNames())}";
    }

    private IEnumerable<string> LongNames() =>
        _command.Options.SelectMany(static option => option.Aliases.Append(option.Name))
            .Where(static name => name.StartsWith("--", StringComparison.Ordinal));

    private string? FindOther()
    {
        if (_parsed.UnmatchedTokens is [string word, ..])
            return $"two folders are given, '{Positional().FirstOrDefault()}' and '{word}'";
        return _parsed.Errors is [var error, ..] ? error.Message : null;
    }
}
