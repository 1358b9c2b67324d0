using System.Globalization;

namespace Weft.Bench.Running;

/// <summary>
/// Says what is being done, how far it has come and how long it will take: one line that is redrawn at a terminal, and
/// nothing elsewhere.
/// </summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(500);

    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _changing = new();
    private readonly long _start;
    private string _what = "";
    private int _count;
    private int _done;
    private double _secondsPlanned;
    private double _secondsDone;
    private double _secondsOfStep;
    private double _stepStart;
    private bool _isDrawn;

    public Progress(TextWriter output, bool isTerminal, TimeProvider clock)
    {
        (_output, _isTerminal, _clock) = (output, isTerminal, clock);
        _start = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Tick(), state: null, Redraw, Redraw);
    }

    /// <summary>On standard error, so that standard output can go into a file.</summary>
    public static Progress OnStandardError() => new(Console.Error, !Console.IsErrorRedirected, TimeProvider.System);

    /// <summary>Says how much there is to do.</summary>
    /// <param name="count">The number of steps.</param>
    /// <param name="seconds">How long all of them should take.</param>
    public void Plan(int count, double seconds)
    {
        lock (_changing)
            (_count, _secondsPlanned) = (count, seconds);
    }

    /// <summary>Begins a step; the one before it is done.</summary>
    /// <param name="what">What is being done, in a few words.</param>
    /// <param name="seconds">How long it should take.</param>
    public void Step(string what, double seconds)
    {
        lock (_changing)
        {
            if (_what.Length > 0)
                FinishStep();
            (_what, _secondsOfStep, _stepStart) = (what, seconds, _clock.GetElapsedTime(_start).TotalSeconds);
            Draw();
        }
    }

    /// <summary>Says a line that stays.</summary>
    public void Say(string line)
    {
        lock (_changing)
        {
            Erase();
            _output.WriteLine($"bench: {line}");
            _output.Flush();
        }
    }

    /// <summary>Nothing is being done any more, or not yet again.</summary>
    public void Rest()
    {
        lock (_changing)
        {
            if (_what.Length > 0)
                FinishStep();
            _what = "";
            Erase();
            _output.Flush();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Rest();
    }

    private void FinishStep()
    {
        _done++;
        _secondsDone += _secondsOfStep;
    }

    private void Tick()
    {
        lock (_changing)
        {
            if (_what.Length > 0)
                Draw();
        }
    }

    private void Draw()
    {
        if (!_isTerminal)
            return;
        double elapsed = _clock.GetElapsedTime(_start).TotalSeconds;
        // To the start of the line, and away with what was there.
        _output.Write($"\r\x1b[K{_done + 1}/{_count} {_what}, {Clock(elapsed)} gone, about {Clock(SecondsLeft(elapsed))} left");
        _output.Flush();
        _isDrawn = true;
    }

    // What is planned, stretched as what is done was.
    private double SecondsLeft(double elapsed)
    {
        double stretch = _secondsDone > 0 ? _stepStart / _secondsDone : 1;
        return Math.Max(0, (stretch * (_secondsPlanned - _secondsDone)) - (elapsed - _stepStart));
    }

    private void Erase()
    {
        if (!_isDrawn)
            return;
        _output.Write("\r\x1b[K");
        _isDrawn = false;
    }

    private static string Clock(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
            : string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss}");
    }
}
