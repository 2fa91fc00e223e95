namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>Limits of a batch.</summary>
internal static class BatchLimits
{
    /// <summary>Calls: Google's own limit.</summary>
    public const int Calls = 100;

    /// <summary>Bytes of a batch, which carries no uploads.</summary>
    public const int Body = 32 << 20;

    /// <summary>Bytes of one call.</summary>
    public const int Call = 1 << 20;

    /// <summary>Bytes of responses that are buffered behind earlier ones; beyond that, responses are sent out of order.</summary>
    public const int BufferedResponses = 8 << 20;
}
