using System.Text;

namespace Weft.Bench.Reporting;

/// <summary>Files that are built into the program.</summary>
internal static class Resource
{
    public static string Text(string name) => Encoding.UTF8.GetString(Bytes(name));

    public static byte[] Bytes(string name)
    {
        using Stream stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} was not built in");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
