using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weft.Http;

namespace Weft.Content;

/// <summary>Several ranges as multipart/byteranges (RFC 9110 §14.6, RFC 2046 §5.1).</summary>
internal readonly struct Multipart(Representation file, byte[] fields)
{
    /// <summary>
    /// The boundary between the parts. It is made from the state of the file, so every process that serves the file uses the
    /// same one.
    /// </summary>
    private readonly string _boundary = $"weft-{file.StateName}";

    /// <summary>Answers with the ranges: a small file's are copied together, a large one's are sent from the file.</summary>
    public void Put(ByteRange[] ranges, byte[] content, SafeFileHandle? handle, ref Response response)
    {
        response.Fields = Fields();
        byte[] epilogue = Encoding.ASCII.GetBytes($"\r\n--{_boundary}--\r\n");
        if (handle is not null)
        {
            var parts = new FilePart[ranges.Length];
            for (int i = 0; i < ranges.Length; i++)
                parts[i] = new FilePart(Preamble(ranges[i], isFirst: i == 0), ranges[i].First, ranges[i].Length);
            response.File = new FileSlice(handle, 0, file.Size);
            response.Parts = parts;
            response.Epilogue = epilogue;
            return;
        }
        var copied = new ArrayBufferWriter<byte>();
        for (int i = 0; i < ranges.Length; i++)
        {
            copied.Write(Preamble(ranges[i], isFirst: i == 0));
            copied.Write(content.AsSpan((int)ranges[i].First, (int)ranges[i].Length));
        }
        copied.Write(epilogue);
        response.Content = copied.WrittenMemory;
    }

    /// <summary>The fields of the file, but with the type multipart/byteranges. Each part has the type of the file.</summary>
    private byte[] Fields()
    {
        int endOfType = fields.AsSpan().IndexOf("\r\n"u8) + 2;
        return [.. Encoding.ASCII.GetBytes($"Content-Type: multipart/byteranges; boundary={_boundary}\r\n"), .. fields[endOfType..]];
    }

    private byte[] Preamble(ByteRange range, bool isFirst)
    {
        ReadOnlySpan<byte> typeLine = fields.AsSpan(0, fields.AsSpan().IndexOf("\r\n"u8) + 2);
        return
        [
            .. Encoding.ASCII.GetBytes($"{(isFirst ? "" : "\r\n")}--{_boundary}\r\n"),
            .. typeLine,
            .. "Content-Range: "u8,
            .. RangeFields.ContentRange(range, file.Size),
            .. "\r\n\r\n"u8,
        ];
    }
}
