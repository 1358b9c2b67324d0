namespace Weft.Http;

/// <summary>
/// What a client hears that is turned away before it has said what it wants: a whole answer, and the last of its connection
/// (RFC 9110 §15.6.4). If the request turns out to be a HEAD, the content is too much; the end of the connection follows it,
/// so nobody takes it for another answer.
/// </summary>
public static class BusyAnswer
{
    private static readonly byte[] Fields = [.. "Retry-After: 5\r\n"u8];

    /// <summary>All bytes of the answer at this time.</summary>
    public static byte[] At(in Clock clock)
    {
        PooledBuffer output = default;
        var response = new Response { Status = Status.ServiceUnavailable, Fields = Fields };
        var context = new ResponseWriter.Context(clock, IsHead: false, Persists: false, IsHttp10: false);
        ResponseWriter.Write(in response, in context, ref output);
        byte[] answer = output.Span.ToArray();
        output.Release();
        return answer;
    }
}
