using System.Text;

namespace Weft.Bench.Measuring;

/// <summary>Files that are there in full or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file and then takes its place.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string next = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}");
        try
        {
            using (FileStream file = File.Create(next))
                write(file);
            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }

    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
