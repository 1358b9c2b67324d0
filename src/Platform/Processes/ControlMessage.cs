namespace Weft.Platform.Processes;

/// <summary>What became of an attempt to receive from a <see cref="ControlChannel"/>.</summary>
public enum ReceiveOutcome
{
    /// <summary>A message has come, whole.</summary>
    Message,

    /// <summary>
    /// A message has come, but the descriptor with it is lost: this process has no room for one (EMFILE). The kernel has
    /// closed it on this side.
    /// </summary>
    DescriptorLost,

    /// <summary>There is nothing now.</summary>
    WouldBlock,

    /// <summary>The peer has closed its end or is dead, and all it sent has been received.</summary>
    EndOfFile,

    /// <summary>The system failed.</summary>
    Failed,
}

/// <summary>One message between processes.</summary>
/// <param name="Code">What it says; the two ends agree on its meaning.</param>
/// <param name="Descriptor">
/// The number of the open file that came with it, or -1. It belongs to the receiver, who closes it: see
/// <see cref="AdoptedSocket"/>. It is close-on-exec.
/// </param>
/// <param name="Number">The number that came with it; 0 if none did.</param>
public readonly record struct ControlMessage(byte Code, int Descriptor, int Number = 0)
{
    /// <summary>Whether an open file came with it.</summary>
    public bool HasDescriptor => Descriptor >= 0;
}
