namespace GmailPlatform.Application.Grants;

/// <summary>Keeps security events until they have taken effect, and their ids for longer, so that one that is sent again has no second effect.</summary>
public interface ISecurityEventStore
{
    /// <summary>Writes an event down for good; false when it was there before.</summary>
    Task<bool> TryAddAsync(ReceivedSecurityEvent received, DateTimeOffset receivedAt, CancellationToken ct);

    /// <summary>Null for an event that is not known, or has taken effect.</summary>
    Task<ReceivedSecurityEvent?> FindUnprocessedAsync(Guid eventId, CancellationToken ct);

    /// <summary>Forgets whom it was about, and keeps its id.</summary>
    Task MarkProcessedAsync(Guid eventId, DateTimeOffset at, CancellationToken ct);

    /// <summary>Events that have waited since before a moment, the longest first.</summary>
    Task<IReadOnlyList<Guid>> ListUnprocessedAsync(DateTimeOffset receivedBefore, int limit, CancellationToken ct);

    /// <summary>Deletes the ids of events that took effect before a moment; answers how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset processedBefore, CancellationToken ct);
}
