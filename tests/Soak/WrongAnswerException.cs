namespace Weft.Tests.Soak;

/// <summary>The server did what it must not.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
