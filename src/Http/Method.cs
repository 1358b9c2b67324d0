namespace Weft.Http;

/// <summary>The request methods of RFC 9110 §9.3 and RFC 5789; names are case-sensitive.</summary>
public enum Method
{
    /// <summary>A well-formed method that this server does not know: 501.</summary>
    Unknown,

    /// <summary>GET: the representation.</summary>
    Get,

    /// <summary>HEAD: what GET would say, without its content.</summary>
    Head,

    /// <summary>OPTIONS: which methods there are.</summary>
    Options,

    /// <summary>POST: known, not allowed.</summary>
    Post,

    /// <summary>PUT: known, not allowed.</summary>
    Put,

    /// <summary>DELETE: known, not allowed.</summary>
    Delete,

    /// <summary>PATCH: known, not allowed.</summary>
    Patch,

    /// <summary>TRACE: known, not allowed; nothing is ever echoed.</summary>
    Trace,

    /// <summary>CONNECT: known, not allowed; this is no proxy.</summary>
    Connect,
}
