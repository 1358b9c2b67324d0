using System.Globalization;

namespace Weft.Tests.Soak;

/// <summary>What the command line says.</summary>
internal sealed record SoakOptions
{
    public const string Usage = """
        usage: dotnet run --project tests/Soak -c Release -- [options]

        Soak: clients of every kind against one server per engine, all at the same time.
          --minutes M        how long (60)
          --engines A,B      the engines (event-loop,thread)
          --clients N        clients per server (64)
          --load PERCENT     how much of one core the clients may use, all together (35)
          --only NAME        only the scenarios with NAME in their name
          --seed N           the dice (1)
        Sequence: connections one after another, one engine after another.
          --connections N    how many; a hundredth of it for process
          --warm-up N        how many before the first look (15000); a hundredth of it for process
        Both:
          --program PATH     the server (artifacts/native/weft, or artifacts/ready-to-run/weft if that is all there is;
                             WEFT_PROGRAM=native or ready-to-run says which)
        """;

    public double Minutes { get; private set; } = 60;

    public IReadOnlyList<string> Engines { get; private set; } = ["event-loop", "thread"];

    public int Clients { get; private set; } = 64;

    public double Load { get; private set; } = 35;

    public string Only { get; private set; } = "";

    public int Seed { get; private set; } = 1;

    /// <summary>How many connections one after another; 0 for a soak.</summary>
    public int Connections { get; private set; }

    /// <summary>
    /// How many connections before the first look. Before the garbage collector has run for the first time, and the compiler
    /// has compiled everything twice, memory only grows. After 15,000 it had stood still on every engine that was tried.
    /// </summary>
    public int WarmUp { get; private set; } = 15_000;

    public string Program { get; private set; } = FindProgram();

    /// <summary>Null if something is not understood.</summary>
    public static SoakOptions? Parse(string[] arguments)
    {
        SoakOptions options = new();
        if (arguments.Length % 2 != 0)
            return null;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (!options.TrySet(arguments[i], arguments[i + 1]))
                return null;
        }
        return options;
    }

    private bool TrySet(string name, string value)
    {
        bool isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0;
        switch (name)
        {
            case "--minutes": Minutes = number; return isNumber;
            case "--clients": Clients = (int)number; return isNumber;
            case "--load": Load = number; return isNumber;
            case "--connections": Connections = (int)number; return isNumber;
            case "--warm-up": WarmUp = (int)number; return isNumber;
            case "--seed": Seed = (int)number; return isNumber;
            case "--engines": Engines = value.Split(','); return true;
            case "--only": Only = value; return true;
            case "--program": Program = Path.GetFullPath(value); return true;
            default: return false;
        }
    }

    private static string FindProgram()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Weft.slnx")))
            folder = folder.Parent;
        string artifacts = Path.Combine(folder?.FullName ?? ".", "artifacts");
        string[] kinds = Environment.GetEnvironmentVariable("WEFT_PROGRAM") is { Length: > 0 } kind ? [kind] : ["native", "ready-to-run"];
        string[] programs = [.. kinds.Select(each => Path.Combine(artifacts, each, "weft"))];
        return programs.FirstOrDefault(File.Exists, programs[0]);
    }
}
