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

    /// <summary>Notifications of the change itself, and of the API keys that it deletes.</summary>
    public IEnumerable<News> News =>
        [new(Application.Change.OfGrant(change.After.Id), change.ConcernsOtherNodes()), .. EndedKeys.Select(id => new News(Application.Change.OfApiKey(id), ConcernsOtherNodes: true))];

    /// <summary>Ids of the API keys that the commit deletes.</summary>
    public IReadOnlyList<string> EndedKeys { get; set; } = [];

    /// <summary>The facts, with who and what caused them.</summary>
    public void AppendTo(IDocumentOperations documents) => documents.Append(change.Before, change.Events, _cause);
}
