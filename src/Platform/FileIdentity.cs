namespace Weft.Platform;

/// <summary>What tells one state of a file from another: equal identities mean equal bytes.</summary>
/// <param name="Device">The file system it is on.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="ModifiedNs">When its bytes were last written: nanoseconds since 1970, UTC.</param>
/// <param name="ChangedNs">
/// When anything about it last changed: nanoseconds since 1970, UTC. Unlike the time of modification nobody can set it.
/// </param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, long Size, long ModifiedNs, long ChangedNs)
{
    /// <summary>The time of modification, cut to 100 ns.</summary>
    public DateTime Modified => DateTime.UnixEpoch.AddTicks(ModifiedNs / TimeSpan.NanosecondsPerTick);
}
