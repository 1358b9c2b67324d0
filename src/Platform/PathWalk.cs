namespace Weft.Platform;

/// <summary>From a path below a root to a descriptor, without ever leaving the root.</summary>
internal interface IPathWalk
{
    /// <summary>Opens with the flags of open(2).</summary>
    /// <param name="root">The descriptor of the root.</param>
    /// <param name="path">A relative path with a terminating NUL and no other, at most PATH_MAX bytes.</param>
    /// <param name="flags">O_PATH, or how to open what is there.</param>
    /// <returns>A descriptor, or a negative error number.</returns>
    int Open(int root, ReadOnlySpan<byte> path, int flags);
}
