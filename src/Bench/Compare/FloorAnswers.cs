using System.Globalization;
using System.Text;

namespace Weft.Bench.Compare;

/// <summary>The answers that the floor sends, made ahead: heads about as long as those of real servers, and the same bodies.</summary>
internal static class FloorAnswers
{
    /// <summary>Writes them where the floor looks for them, and returns the folder.</summary>
    public static string Write(string folder, Workload workload, Site site)
    {
        Directory.CreateDirectory(folder);
        int number = 0;
        foreach (string path in AnswerCheck.Paths(workload))
        {
            byte[] body = workload.Status == 200 ? site.Read(path)! : [];
            byte[] head = Encoding.ASCII.GetBytes(Head(workload, body.Length));
            File.WriteAllBytes(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture)), [.. head, .. body]);
            number++;
        }
        return folder;
    }

    private static string Head(Workload workload, int length)
    {
        string status = workload.Status switch { 200 => "200 OK", 304 => "304 Not Modified", _ => "404 Not Found" };
        string about = workload.Status == 304 ? "" : $"Content-Type: text/html\r\nContent-Length: {length}\r\n";
        return $"HTTP/1.1 {status}\r\nServer: floor\r\nDate: {Site.Changed:R}\r\n{about}Last-Modified: {Site.Changed:R}\r\n"
            + $"ETag: \"67760cb5-{length:x}\"\r\nConnection: {(workload.Closes ? "close" : "keep-alive")}\r\n\r\n";
    }
}
