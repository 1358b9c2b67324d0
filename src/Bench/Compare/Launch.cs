using System.Globalization;

namespace Weft.Bench.Compare;

/// <summary>What a server is started for, and with.</summary>
/// <param name="Ground">What was prepared for all of them.</param>
/// <param name="Workload">What it will be asked to do.</param>
/// <param name="Scratch">A folder for this start alone.</param>
/// <param name="Port">Where it has to listen.</param>
internal sealed record Launch(Ground Ground, Workload Workload, string Scratch, int Port)
{
    public string PortText => Port.ToString(CultureInfo.InvariantCulture);

    public string WorkersText => Ground.Workers.ToString(CultureInfo.InvariantCulture);

    /// <summary>As many connections as the server is told to have room for: more than there will be, wherever they end up.</summary>
    private int Room => Workload.Connections + Workload.IdleConnections + 1000;

    /// <summary>Writes a server's configuration from its template, and returns where it is.</summary>
    /// <param name="template">Its name in src/Bench/Peers.</param>
    /// <param name="extra">Lines for the place that the template leaves for them.</param>
    public string Configure(string template, string extra = "")
    {
        string text = File.ReadAllText(Ground.Peer(template))
            .Replace("{port}", PortText, StringComparison.Ordinal)
            .Replace("{workers}", WorkersText, StringComparison.Ordinal)
            .Replace("{site}", Ground.Site.Folder, StringComparison.Ordinal)
            .Replace("{scratch}", Scratch, StringComparison.Ordinal)
            .Replace("{user}", Environment.UserName, StringComparison.Ordinal)
            .Replace("{files}", Ground.OpenFiles.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{connections}", Room.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{extra}", extra, StringComparison.Ordinal);
        string path = Path.Combine(Scratch, template);
        File.WriteAllText(path, text);
        return path;
    }
}
