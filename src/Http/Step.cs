namespace Weft.Http;

/// <summary>What a connection wants next. Its driver does exactly that, reports back, and asks again.</summary>
public enum Step
{
    /// <summary>
    /// Receive at most <see cref="HttpLimits.ReceiveBytes"/> bytes, then <see cref="HttpConnection.Received"/>; an empty
    /// span says that the peer has finished sending. If nothing comes by the deadline, ask for the next step again.
    /// </summary>
    Receive,

    /// <summary>
    /// Send <see cref="HttpConnection.PendingBytes"/> (with MSG_MORE if <see cref="HttpConnection.PendingMore"/>), then
    /// <see cref="HttpConnection.Sent"/> with what was taken, which may be less.
    /// </summary>
    Send,

    /// <summary>
    /// Send from <see cref="HttpConnection.PendingFile"/>, then <see cref="HttpConnection.Sent"/>. Zero bytes mean that
    /// the file ended early: it shrank.
    /// </summary>
    SendFile,

    /// <summary>Tell <see cref="HttpConnection.Acked"/> how many bytes the peer has acknowledged since it connected.</summary>
    ReportAcked,

    /// <summary>Be interested in nothing until the deadline.</summary>
    Wait,

    /// <summary>Send FIN, and go on receiving: the peer may still be talking, and a reset would eat our last answer.</summary>
    ShutdownSend,

    /// <summary>Done. Close the socket.</summary>
    Close,

    /// <summary>Done, and the answer is not whole: reset the connection, so that the peer cannot take it for complete.</summary>
    Abort,
}
