namespace Weft.Http;

/// <summary>How far a connection has come with the request it is at.</summary>
internal enum Phase
{
    /// <summary>Between requests: not a byte of the next one.</summary>
    Idle,

    /// <summary>A head has begun.</summary>
    Head,

    /// <summary>The head is complete, and content is being read past.</summary>
    Content,

    /// <summary>The request is complete, and its answer is held back.</summary>
    Delay,

    /// <summary>The last answer is in the output.</summary>
    Farewell,

    /// <summary>FIN is sent, and what still comes is discarded.</summary>
    Linger,

    /// <summary>It is over.</summary>
    Closed,
}
