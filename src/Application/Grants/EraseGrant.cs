using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Ends a grant and erases its person, here at once and in one commit: account, authorizations and access token go, the skeleton of the
/// history stays. Only the sealed refresh token is kept, to end the grant at Google, until that is done or hopeless.
/// </summary>
public sealed record EraseGrant(Caller Caller, Guid GrantId) : IRequest<Result<RevokedGrant>>;

internal sealed class EraseGrantHandler(
    IGrantStore grants,
    IErasures erasures,
    IRequestHandler<ConfirmRevocation, Result<RevocationProgress>> confirmRevocation,
    IGrantJobs jobs,
    TimeProvider clock)
    : IRequestHandler<EraseGrant, Result<RevokedGrant>>
{
    private const int MaxAttempts = 5;

    public async Task<Result<RevokedGrant>> Handle(EraseGrant command, CancellationToken cancellationToken)
    {
        var (caller, grantId) = command;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await grants.HoldAsync(caller.Tenant, grantId, cancellationToken) is not { } held)
            {
                return CommonFailures.NotFound;
            }

            if (!held.Grant.Erase(clock.GetUtcNow()).Succeeded(out var events, out var failure))
            {
                return failure;
            }

            var change = new GrantChange(caller.Tenant, caller.Actor, held.Grant, events) { Key = held.Key, ErasePerson = true };
            if (await TryEraseHereAsync(change, held.Subject, cancellationToken))
            {
                var confirmation = await confirmRevocation.Handle(new ConfirmRevocation(caller, grantId), CancellationToken.None);
                return confirmation.Succeeded(out var progress, out failure) ? new RevokedGrant(grantId, progress.IsConfirmed) : failure;
            }
        }

        return GrantFailures.Busy;
    }

    private async Task<bool> TryEraseHereAsync(GrantChange change, string? subject, CancellationToken ct)
    {
        if (change.Events.Count == 0)
        {
            await erasures.RepeatAsync(change.Tenant, change.After.Id, subject, clock.GetUtcNow(), ct);
            return true;
        }

        if (change.Events is [GrantRevoked, ..])
        {
            await jobs.ConfirmRevocationAsync(change.Tenant, change.After.Id, clock.GetUtcNow() + ConfirmRevocationHandler.FirstRetry, ct);
        }

        return await grants.TryCommitAsync(change, ct);
    }
}
