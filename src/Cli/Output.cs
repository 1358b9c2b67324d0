using System.Text;

namespace Weft.Cli;

/// <summary>
/// Standard output or standard error, one write(2) per line. Nobody reading, or a full disk, stops nothing; lines that were
/// lost are counted, and the count is told as soon as there is room again.
/// </summary>
internal sealed class Output(Stream stream)
{
    private int _lost;

    /// <summary>Without the Console's reader, writer and terminal set-up, which cost milliseconds at the start.</summary>
    public static Output Standard { get; } = new(Console.OpenStandardOutput());

    public static Output Error { get; } = new(Console.OpenStandardError());

    public void WriteLine(string line)
    {
        int lost = Interlocked.Exchange(ref _lost, 0);
        if (lost > 0)
            line = $"weft: {lost} lines before this one were lost\n{line}";
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (IOException)
        {
            Interlocked.Add(ref _lost, lost + 1);
        }
    }
}
