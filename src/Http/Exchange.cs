namespace Weft.Http;

/// <summary>One request and its answer, over: for the log and whoever else watches.</summary>
/// <param name="RequestLine">The request line as it came, bytes as Latin-1, or "" if none was understood.</param>
/// <param name="Status">What was answered.</param>
/// <param name="BytesSent">Bytes of head and content handed to the kernel; fewer than the whole if it was cut short.</param>
/// <param name="IsWhole">Whether all of the answer was sent.</param>
/// <param name="Duration">From the first byte of the request to the last byte of the answer.</param>
/// <param name="Failure">The exception of a handler that failed, else null.</param>
public sealed record Exchange(
    string RequestLine, Status Status, long BytesSent, bool IsWhole, TimeSpan Duration, Exception? Failure);
