namespace GmailPlatform.Application;

/// <summary>How much a purge deleted.</summary>
public sealed record Purged(int Count);
