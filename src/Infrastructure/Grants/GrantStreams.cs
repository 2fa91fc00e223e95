using GmailPlatform.Domain.Grants;
using JasperFx.Events;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Streams of facts with their snapshots.</summary>
internal static class GrantStreams
{
    /// <summary>
    /// Appends facts unless the stream moved on, and puts the state that they lead to into the snapshot, in the same transaction. Whoever
    /// decided has that state already; a projection would read it once more.
    /// </summary>
    /// <param name="documents">The tenant's.</param>
    /// <param name="before">Null begins a stream.</param>
    /// <param name="facts">What was decided.</param>
    /// <returns>What will be written of the stream.</returns>
    public static StreamAction Append(this IDocumentOperations documents, Grant? before, IReadOnlyList<GrantEvent> facts)
    {
        var after = facts.Aggregate(before, Grant.Evolve) ?? throw new ArgumentException("A first fact connects a grant.", nameof(facts));
        documents.UpdateRevision(after, after.Version);
        var stream = before is null
            ? documents.Events.StartStream<Grant>(after.Id, facts)
            : documents.Events.Append(after.Id, after.Version, facts);
        foreach (var e in stream.Events)
        {
            e.Timestamp = StoredTime(((GrantEvent)e.Data).At);
        }

        return stream;
    }

    /// <summary>When it happened, not when it was written: history is searched by it. PostgreSQL keeps microseconds.</summary>
    private static DateTimeOffset StoredTime(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
