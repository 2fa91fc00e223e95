namespace GmailPlatform.Infrastructure;

/// <summary>A job met a failure that it cannot pass over; the text is the failure's code.</summary>
internal sealed class JobFailedException(string code) : Exception(code);
