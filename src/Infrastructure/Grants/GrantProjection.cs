using GmailPlatform.Domain.Grants;
using JasperFx.Events;
using Marten.Events.Aggregation;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Keeps the snapshot of each grant beside its events, in the same transaction.</summary>
internal sealed partial class GrantProjection : SingleStreamProjection<Grant, Guid>
{
    public override Grant? Evolve(Grant? snapshot, Guid id, IEvent e) =>
        e.Data is GrantEvent fact ? Grant.Evolve(snapshot, fact) : snapshot;
}
