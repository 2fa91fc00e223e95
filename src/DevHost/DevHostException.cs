namespace GmailPlatform.DevHost;

/// <summary>What stands in the way, in words for the person at the terminal.</summary>
public sealed class DevHostException(string message) : Exception(message);
