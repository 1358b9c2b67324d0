using System.Globalization;
using Spectre.Console;

namespace Weft.Bench.Running;

/// <summary>
/// Says what is being done, how far it has come and how long it will take: a bar that is redrawn at a terminal, and nothing
/// elsewhere.
/// </summary>
internal sealed class Progress : IDisposable
{
    /// <summary>Seldom, since the bench shares the machine with what it measures.</summary>
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(1);

    private readonly TextWriter _output;
    private readonly IAnsiConsole? _terminal;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly Lock _changing = new();
    private TaskCompletionSource _over = new();
    private Task _drawing = Task.CompletedTask;
    private ProgressContext? _shown;
    private ProgressTask? _bar;
    private int _count;
    private int _done;
    private double _secondsPlanned;
    private double _secondsDone;
    private double _secondsOfStep;
    private long _stepStart;

    public Progress(TextWriter output, bool isTerminal, TimeProvider clock)
    {
        (_output, _clock) = (output, clock);
        _terminal = isTerminal ? Terminal.On(output, isTerminal) : null;
        _timer = clock.CreateTimer(_ => Tick(), state: null, Redraw, Redraw);
    }

    /// <summary>On standard error, so that standard output can go into a file.</summary>
    public static Progress OnStandardError() => new(Console.Error, Terminal.IsAtErrors, TimeProvider.System);

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
        if (_terminal is null)
            return;
        lock (_changing)
        {
            if (_bar is not null)
                FinishStep();
            (_secondsOfStep, _stepStart) = (seconds, _clock.GetTimestamp());
            string description = string.Create(CultureInfo.InvariantCulture, $"{_done + 1}/{_count} {what.EscapeMarkup()}");
            if (_bar is null)
                Show(_terminal, description);
            _bar!.Description = description;
            _bar.Value = _secondsDone;
            _shown!.Refresh();
        }
    }

    /// <summary>Says a line that stays.</summary>
    public void Say(string line)
    {
        lock (_changing)
        {
            if (_terminal is null)
                _output.WriteLine($"bench: {line}");
            else
                _terminal.WriteLine($"bench: {line}");
            _output.Flush();
        }
    }

    /// <summary>Nothing is being done any more, or not yet again: the bar goes away.</summary>
    public void Rest()
    {
        lock (_changing)
        {
            if (_bar is null)
                return;
            FinishStep();
            _bar = null;
            _over.SetResult();
            _drawing.GetAwaiter().GetResult();
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

    // A step that takes longer than it should stands still at its end.
    private void Tick()
    {
        lock (_changing)
        {
            if (_bar is not null)
                _bar.Value = _secondsDone + Math.Min(_clock.GetElapsedTime(_stepStart).TotalSeconds, _secondsOfStep);
        }
    }

    private void Show(IAnsiConsole terminal, string description)
    {
        _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var shown = new TaskCompletionSource<ProgressContext>();
        Spectre.Console.Progress progress = terminal.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn(),
            new ElapsedTimeColumn(),
            new WordColumn("about"),
            new RemainingTimeColumn(),
            new WordColumn("left"));
        progress.RefreshRate = Redraw;
        _drawing = progress.StartAsync(async context =>
        {
            shown.SetResult(context);
            await _over.Task;
        });
        _shown = shown.Task.GetAwaiter().GetResult();
        _bar = _shown.AddTask(description, maxValue: _secondsPlanned);
    }

    /// <summary>The same word in every line.</summary>
    private sealed class WordColumn(string text) : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(Spectre.Console.Rendering.RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(text, Style.Plain);
    }
}
