using System.Diagnostics;
using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>A change, and the call that it is made for.</summary>
internal sealed class GrantCommit(GrantChange change, Activity? activity)
{
    private readonly string? _correlationId = activity?.TraceId.ToString();
    private readonly string? _causationId = activity?.SpanId.ToString();

    public GrantChange Change => change;

    public News News => new(Application.Change.OfGrant(change.After.Id), change.ConcernsOtherNodes());

    /// <summary>The facts, with who and what caused them.</summary>
    public void AppendTo(IDocumentOperations documents)
    {
        foreach (var fact in documents.Append(change.Before, change.Events).Events)
        {
            (fact.UserName, fact.CorrelationId, fact.CausationId) = (change.Actor.Name, _correlationId, _causationId);
        }
    }
}
