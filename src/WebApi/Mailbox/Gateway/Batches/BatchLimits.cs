namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>What a batch may hold.</summary>
internal static class BatchLimits
{
    /// <summary>Calls: Google's own limit.</summary>
    public const int Calls = 100;

    /// <summary>Bytes of a batch, which carries no uploads.</summary>
    public const int Body = 32 << 20;

    /// <summary>Bytes of one call.</summary>
    public const int Call = 1 << 20;

    /// <summary>Bytes of answers that are kept since others go first; longer ones are sent as they are.</summary>
    public const int KeptAnswers = 8 << 20;
}
