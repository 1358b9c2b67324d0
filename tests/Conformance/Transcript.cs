namespace Weft.Tests.Conformance;

/// <summary>What became of a connection that was driven in memory.</summary>
/// <param name="Sent">Everything the server sent.</param>
/// <param name="IsClosed">Whether the server ended the connection.</param>
/// <param name="IsIdle">Whether it waits for a new request.</param>
/// <param name="IsAborted">Whether it was reset.</param>
internal sealed record Transcript(byte[] Sent, bool IsClosed, bool IsIdle, bool IsAborted);
