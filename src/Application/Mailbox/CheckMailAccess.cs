using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>
/// Whether a call may use a grant, decided before its body is read. A send that was already answered under the same key passes whatever has become of the
/// grant, since its answer is on record.
/// </summary>
/// <param name="AnyOf">Scopes that would do, the one that gives away least first.</param>
/// <param name="IdempotencyKey">Null for a call that has none.</param>
public sealed record CheckMailAccess(Caller Caller, Guid GrantId, IReadOnlyList<string> AnyOf, string? IdempotencyKey) : IRequest<Result<Done>>;

internal sealed class CheckMailAccessHandler(IGrantAccess grants, ISendLedger ledger) : IRequestHandler<CheckMailAccess, Result<Done>>
{
    public async Task<Result<Done>> Handle(CheckMailAccess query, CancellationToken cancellationToken)
    {
        if (await grants.FindRefusalAsync(query.Caller, query.GrantId, query.AnyOf, cancellationToken) is not { } refusal)
        {
            return Done.Success;
        }

        return query.IdempotencyKey is { } key
            && await ledger.IsSentAsync(query.Caller.Tenant, query.GrantId, MessageSender.KeySha256(key), cancellationToken)
            ? Done.Success
            : refusal;
    }
}
