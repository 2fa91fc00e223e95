using System.Text.Json;
using GmailPlatform.Domain;
using JasperFx.Events;
using Marten;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>The hashes that chain each event to the one before it in its stream. They rest in the event's headers.</summary>
internal static class EventChain
{
    public const string Hash = "hash";
    public const string Previous = "previous";

    /// <summary>Chains an event that is about to be appended, and whose time and cause are known; answers its hash.</summary>
    public static string Chain(this IEvent e, string tenant, long version, string? previous, ISerializer serializer)
    {
        // PostgreSQL keeps microseconds.
        e.Timestamp = new DateTimeOffset(e.Timestamp.UtcTicks - (e.Timestamp.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        using var data = JsonDocument.Parse(serializer.ToJson(e.Data));
        var fact = new HistoryFact(tenant, e.StreamId, version, e.Id, e.EventTypeName, e.Timestamp, data.RootElement, e.UserName, e.CorrelationId, e.CausationId, previous);
        var hash = Convert.ToBase64String(fact.Hash());
        e.SetHeader(Hash, hash);
        if (previous is not null)
        {
            e.SetHeader(Previous, previous);
        }

        return hash;
    }
}
