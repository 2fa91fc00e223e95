namespace GmailPlatform.GoogleSandbox.State;

/// <summary>The state file cannot be used; the message is one line for whoever started the sandbox.</summary>
internal sealed class StateFileException(string message, Exception inner) : Exception(message, inner);
