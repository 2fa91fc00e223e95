using System.Diagnostics;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Store;
using Marten.Events;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>A change, and the call that it is made for.</summary>
internal sealed class GrantCommit(GrantChange change, Activity? activity)
{
    private readonly string? _correlationId = activity?.TraceId.ToString();
    private readonly string? _causationId = activity?.SpanId.ToString();

    public GrantChange Change => change;

    public News News => new(Application.Change.OfGrant(change.After.Id), change.ConcernsOtherNodes());

    /// <summary>The facts, with who and what caused them.</summary>
    public void AppendTo(IEventStoreOperations events)
    {
        var stream = change.Before is null
            ? events.StartStream<Grant>(change.After.Id, change.Events)
            : events.Append(change.After.Id, change.After.Version, change.Events);
        foreach (var fact in stream.Events)
        {
            (fact.UserName, fact.CorrelationId, fact.CausationId) = (change.Actor.Name, _correlationId, _causationId);
        }
    }
}
