using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Http;

namespace Weft.Tests.Conformance;

/// <summary>
/// As much of a file server as the cases of the HTTP core need, so that they can be judged without one: it reads files
/// whole, and knows nothing of ranges, conditions and listings.
/// </summary>
internal sealed class FixtureHandler(string root)
{
    public void Handle(in Request request, ref Response response)
    {
        string path = Encoding.Latin1.GetString(request.Path);
        string name = Encoding.UTF8.GetString(request.Path);
        string full = root + name;
        bool isHidden = path.Contains("/.", StringComparison.Ordinal) && !path.StartsWith("/.well-known", StringComparison.Ordinal);
        if (isHidden || LeavesRoot(name))
            response.Status = Status.NotFound;
        else if (Directory.Exists(full) && !path.EndsWith('/'))
            Redirect(path, in request, ref response);
        else if (Directory.Exists(full))
            Serve(full + "index.html", ref response);
        else
            Serve(full, ref response);
    }

    private bool LeavesRoot(string name)
    {
        string at = root;
        foreach (string segment in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, segment);
            if (new FileInfo(at).LinkTarget is { } target && (target.StartsWith('/') || target.Contains('.', StringComparison.Ordinal)))
                return target is not "hello.txt";
        }
        return false;
    }

    private static void Redirect(string path, in Request request, ref Response response)
    {
        string location = string.Concat(path.Select(static c =>
            char.IsAsciiLetterOrDigit(c) || "/-._~;=".Contains(c, StringComparison.Ordinal) ? $"{c}" : $"%{(int)c:X2}"));
        string query = request.HasQuery ? "?" + Encoding.Latin1.GetString(request.Query) : "";
        response.Status = Status.MovedPermanently;
        response.Fields = Encoding.ASCII.GetBytes($"Location: {location}/{query}\r\n");
    }

    private static void Serve(string file, ref Response response)
    {
        if (!File.Exists(file) || (File.GetAttributes(file) & (FileAttributes.Device | FileAttributes.ReparsePoint)) == FileAttributes.Device
            || file.EndsWith("/pipe", StringComparison.Ordinal) || file.EndsWith("link-loop", StringComparison.Ordinal))
        {
            response.Status = Status.NotFound;
            return;
        }
        response.Status = Status.Ok;
        response.Fields = "Content-Type: application/octet-stream\r\nX-Content-Type-Options: nosniff\r\n"u8.ToArray();
        response.Lifetime = TimeSpan.FromHours(12);
        if (new FileInfo(file).Length < 16384)
        {
            response.Content = File.ReadAllBytes(file);
            return;
        }
        SafeFileHandle handle = File.OpenHandle(file);
        bool added = false;
        handle.DangerousAddRef(ref added);
        response.File = new FileSlice(handle, 0, RandomAccess.GetLength(handle));
        handle.Dispose();
    }
}
