using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Ends a grant: here at once, and at Google (RFC 7009). While Google cannot be reached the sealed tokens are kept, only to
/// end them there later. Revoking twice is one revocation, but the second also drops tokens whose exchange began between the two.
/// </summary>
public sealed record RevokeGrant(Caller Caller, Guid GrantId) : IRequest<Result<RevokedGrant>>;

/// <summary>A grant that is ended here.</summary>
/// <param name="ConfirmedByGoogle">False while Google has still to be told; a job does that.</param>
public sealed record RevokedGrant(Guid Id, bool ConfirmedByGoogle);

internal sealed class RevokeGrantHandler(
    IGrantStore grants,
    IErasures erasures,
    IRequestHandler<ConfirmRevocation, Result<RevocationProgress>> confirmRevocation,
    IGrantJobs jobs,
    TimeProvider clock)
    : IRequestHandler<RevokeGrant, Result<RevokedGrant>>
{
    private const int MaxAttempts = 5;

    public async Task<Result<RevokedGrant>> Handle(RevokeGrant command, CancellationToken cancellationToken)
    {
        var (caller, grantId) = command;
        var marked = false;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await grants.FindAsync(caller.Tenant, grantId, cancellationToken) is not var (grant, account))
            {
                return CommonFailures.NotFound;
            }

            if (!grant.Revoke(clock.GetUtcNow()).Succeeded(out var events, out var failure))
            {
                return failure;
            }

            if (events.Count == 0 && !marked)
            {
                // Then read again: a consent may have continued the grant just before.
                await erasures.RepeatAsync(caller.Tenant, grantId, account?.Subject, clock.GetUtcNow(), cancellationToken);
                marked = true;
                continue;
            }

            if (await TryRevokeHereAsync(new GrantChange(caller.Tenant, caller.Actor, grant, events), cancellationToken))
            {
                return await ConfirmAsync(command);
            }
        }

        return GrantFailures.Busy;
    }

    private async Task<Result<RevokedGrant>> ConfirmAsync(RevokeGrant command)
    {
        try
        {
            var confirmation = await confirmRevocation.Handle(new ConfirmRevocation(command.Caller, command.GrantId), CancellationToken.None);
            return confirmation.Succeeded(out var progress, out var failure) ? new RevokedGrant(command.GrantId, progress.IsConfirmed) : failure;
        }
        catch (SealingKeyMissingException)
        {
            // Ended here; the reminder ends it at Google once the sealed token opens again.
            return new RevokedGrant(command.GrantId, ConfirmedByGoogle: false);
        }
    }

    private async Task<bool> TryRevokeHereAsync(GrantChange change, CancellationToken ct)
    {
        if (change.Events.Count == 0)
        {
            return true;
        }

        // The reminder comes first: a process that dies after the commit leaves nothing to be remembered by hand.
        await jobs.ConfirmRevocationAsync(change.Tenant, change.After.Id, clock.GetUtcNow() + ConfirmRevocationHandler.FirstRetry, ct);
        return await grants.TryCommitAsync(change, ct);
    }
}
