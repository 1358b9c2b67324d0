using Weft.Bench.Measuring;

namespace Weft.Bench.Running;

/// <summary>
/// While this lives, packages that are installed may not start their services. Debian's tools ask a program, policy-rc.d,
/// which this puts in place; who had one before gets it back.
/// </summary>
internal sealed class ServicesAtRest : IDisposable
{
    /// <summary>Where Debian's tools look for the program.</summary>
    public const string Policy = "/usr/sbin/policy-rc.d";

    // 101: the action is forbidden.
    private const string Refusal = "#!/bin/sh\n# Put here by Weft's bench for as long as it installs packages.\nexit 101\n";

    private readonly string _path;
    private readonly FileStream _turn;
    private bool _isOver;

    private ServicesAtRest(string path, FileStream turn)
    {
        (_path, _turn) = (path, turn);
        // A file of ours is what somebody left who was killed, and what they had put aside is still aside.
        if (File.Exists(path) && File.ReadAllText(path) != Refusal)
            File.Move(path, Aside, overwrite: true);
        WholeFile.Write(path, Refusal);
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        AppDomain.CurrentDomain.ProcessExit += Restore;
    }

    private string Aside => $"{_path}.before-weft-bench";

    /// <summary>Puts the program in place, once nobody else has.</summary>
    public static async Task<ServicesAtRest> TakeAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
#pragma warning disable CA2000 // Its owner is what is returned.
                return new ServicesAtRest(path, Lock($"{path}.lock"));
#pragma warning restore CA2000
            }
            catch (IOException) when (File.Exists($"{path}.lock"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancel);
            }
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Restore;
        Restore(this, EventArgs.Empty);
    }

    private static FileStream Lock(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private void Restore(object? sender, EventArgs ending)
    {
        if (_isOver)
            return;
        _isOver = true;
        if (File.Exists(Aside))
            File.Move(Aside, _path, overwrite: true);
        else
            File.Delete(_path);
        _turn.Dispose();
    }
}
