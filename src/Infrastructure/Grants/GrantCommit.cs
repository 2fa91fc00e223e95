using System.Diagnostics;
using GmailPlatform.Application.Grants;
using GmailPlatform.Infrastructure.Store;
using Marten;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>A change, and the call that it is made for.</summary>
internal sealed class GrantCommit(GrantChange change, Activity? activity)
{
    private readonly Cause _cause = Cause.Of(change.Actor, activity);

    public GrantChange Change => change;

    public News News => new(Application.Change.OfGrant(change.After.Id), change.ConcernsOtherNodes());

    /// <summary>The facts, with who and what caused them.</summary>
    public void AppendTo(IDocumentOperations documents) => documents.Append(change.Before, change.Events, _cause);
}
