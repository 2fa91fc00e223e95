using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Store;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Streams of facts with their snapshots.</summary>
internal static class GrantStreams
{
    /// <summary>
    /// Appends facts unless the stream moved on, and puts the state that they lead to into the snapshot, in the same transaction. Whoever
    /// decided has that state already; a projection would read it once more. The snapshot also holds the hash that the next fact is
    /// chained to, for the same reason.
    /// </summary>
    /// <param name="documents">The tenant's.</param>
    /// <param name="before">As it was read; null begins a stream.</param>
    /// <param name="facts">What was decided.</param>
    /// <param name="cause">Who and what they come from.</param>
    public static void Append(this IDocumentOperations documents, Grant? before, IReadOnlyList<GrantEvent> facts, Cause cause)
    {
        if (before is { HistoryHead: null })
        {
            throw new InvalidOperationException($"The history of grant {before.Id} is not chained: run './gmailplatform migrate'.");
        }

        var after = facts.Aggregate(before, Grant.Evolve) ?? throw new ArgumentException("A first fact connects a grant.", nameof(facts));
        var events = facts.Select(UnnumberedEvent.Of).ToList();
        var stream = before is null
            ? documents.Events.StartStream<Grant>(after.Id, events)
            : documents.Events.Append(after.Id, after.Version, events);
        var serializer = documents.DocumentStore.Options.Serializer();
        var (version, head) = (before?.Version ?? 0, before?.HistoryHead);
        foreach (var e in stream.Events)
        {
            (e.UserName, e.CorrelationId, e.CausationId) = (cause.Actor.Name, cause.CorrelationId, cause.CausationId);
            // When it happened, not when it was written: history is searched by it.
            e.Timestamp = ((GrantEvent)e.Data).At;
            head = e.Chain(documents.TenantId, ++version, head, serializer);
        }

        documents.UpdateRevision(after with { HistoryHead = head }, after.Version);
    }
}
