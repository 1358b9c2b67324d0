namespace Weft.Bench;

/// <summary>The measurement cannot go on, for a reason that whoever runs it can understand and mend.</summary>
internal sealed class BenchException(string message, Exception? cause = null) : Exception(message, cause);
