namespace Weft.Http;

/// <summary>The status codes this server can answer with (RFC 9110 §15, RFC 6585).</summary>
public enum Status
{
    /// <summary>No status: nothing has been decided.</summary>
    None = 0,

    /// <summary>100: go on and send the content.</summary>
    Continue = 100,

    /// <summary>200: here it is.</summary>
    Ok = 200,

    /// <summary>204: done, and there is nothing to show.</summary>
    NoContent = 204,

    /// <summary>206: the ranges asked for.</summary>
    PartialContent = 206,

    /// <summary>301: it lives at <c>Location</c>.</summary>
    MovedPermanently = 301,

    /// <summary>304: what you have is still right.</summary>
    NotModified = 304,

    /// <summary>400: malformed.</summary>
    BadRequest = 400,

    /// <summary>403: it exists, and may not be read.</summary>
    Forbidden = 403,

    /// <summary>404: there is no such thing.</summary>
    NotFound = 404,

    /// <summary>405: the method is known and not allowed.</summary>
    MethodNotAllowed = 405,

    /// <summary>408: the request took too long to arrive.</summary>
    RequestTimeout = 408,

    /// <summary>412: a precondition is false.</summary>
    PreconditionFailed = 412,

    /// <summary>413: the content is too large.</summary>
    ContentTooLarge = 413,

    /// <summary>414: the target is too long.</summary>
    UriTooLong = 414,

    /// <summary>416: no such range.</summary>
    RangeNotSatisfiable = 416,

    /// <summary>417: an expectation nobody here can meet.</summary>
    ExpectationFailed = 417,

    /// <summary>431: too many fields, or too long ones.</summary>
    RequestHeaderFieldsTooLarge = 431,

    /// <summary>500: our fault.</summary>
    InternalServerError = 500,

    /// <summary>501: the method, or the transfer coding, is not known.</summary>
    NotImplemented = 501,

    /// <summary>503: too busy just now.</summary>
    ServiceUnavailable = 503,

    /// <summary>505: not an HTTP/1 message.</summary>
    HttpVersionNotSupported = 505,
}

/// <summary>The words that go with a status code.</summary>
public static class ReasonPhrase
{
    /// <summary>The reason phrase that RFC 9110 §15 (RFC 6585 for 431) gives <paramref name="status"/>.</summary>
    public static string Of(Status status) => status switch
    {
        Status.Continue => "Continue",
        Status.Ok => "OK",
        Status.NoContent => "No Content",
        Status.PartialContent => "Partial Content",
        Status.MovedPermanently => "Moved Permanently",
        Status.NotModified => "Not Modified",
        Status.BadRequest => "Bad Request",
        Status.Forbidden => "Forbidden",
        Status.NotFound => "Not Found",
        Status.MethodNotAllowed => "Method Not Allowed",
        Status.RequestTimeout => "Request Timeout",
        Status.PreconditionFailed => "Precondition Failed",
        Status.ContentTooLarge => "Content Too Large",
        Status.UriTooLong => "URI Too Long",
        Status.RangeNotSatisfiable => "Range Not Satisfiable",
        Status.ExpectationFailed => "Expectation Failed",
        Status.RequestHeaderFieldsTooLarge => "Request Header Fields Too Large",
        Status.InternalServerError => "Internal Server Error",
        Status.NotImplemented => "Not Implemented",
        Status.ServiceUnavailable => "Service Unavailable",
        Status.HttpVersionNotSupported => "HTTP Version Not Supported",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status this server never sends."),
    };
}
