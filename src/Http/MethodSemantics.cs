namespace Weft.Http;

/// <summary>What each method means for a well-formed request (RFC 9110 §9).</summary>
internal static class MethodSemantics
{
    /// <summary>GET, HEAD and OPTIONS carry little content, and are refused at once when they announce much.</summary>
    public static bool IsBrief(Method method) => method is Method.Get or Method.Head or Method.Options;

    /// <summary>Decides the answer; returns the exception of a handler that failed, which makes it a 500.</summary>
    public static Exception? Decide(
        RequestHandler handler, in RequestHead head, ReadOnlySpan<byte> bytes, in Clock clock, long batch, ref Response response)
    {
        if (head.Method is not (Method.Get or Method.Head))
        {
            response.Status = head.Method switch
            {
                Method.Options => Status.NoContent,
                Method.Unknown => Status.NotImplemented,
                _ => Status.MethodNotAllowed,
            };
            return null;
        }
        ReadOnlySpan<byte> raw = head.Path.Length == 0 ? "/"u8 : head.Path.Of(bytes);
        Span<byte> scratch = stackalloc byte[raw.Length];
        if (TargetPath.Normalize(raw, scratch, out ReadOnlySpan<byte> path) != PathOutcome.Ok)
        {
            response.Status = Status.NotFound;
            return null;
        }
        return Handle(handler, new Request(in head, bytes, path, in clock, batch), ref response);
    }

    private static void CheckStatus(Status status)
    {
        if (status < Status.Ok)
            throw new InvalidOperationException("The handler gave no final status.");
        _ = ReasonPhrase.Of(status);
    }

    // The one place where an exception of any kind is an answer: a handler's fault must not take the server with it.
    private static Exception? Handle(RequestHandler handler, in Request request, ref Response response)
    {
        try
        {
            handler(in request, ref response);
            CheckStatus(response.Status);
            return null;
        }
#pragma warning disable CA1031
        catch (Exception failure)
        {
            response.File.Handle?.DangerousRelease();
            response = new Response { Status = Status.InternalServerError };
            return failure;
        }
#pragma warning restore CA1031
    }
}
