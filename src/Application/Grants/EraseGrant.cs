using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Revokes a grant and erases its person: the data key is destroyed and the account forgotten, the skeleton of the history stays.
/// Waits for Google's confirmation, since nothing could end the grant there afterwards.
/// </summary>
public sealed record EraseGrant(Caller Caller, Guid GrantId) : IRequest<Result<Done>>;

internal sealed class EraseGrantHandler(
    IGrantStore grants, IRequestHandler<RevokeGrant, Result<RevokedGrant>> revokeGrant, TimeProvider clock)
    : IRequestHandler<EraseGrant, Result<Done>>
{
    private static readonly Failure NotConfirmed = GrantFailures.GoogleUnavailable with
    {
        Detail = "The grant is revoked here, but Google has not confirmed it yet. Ask for the erasure again later.",
        RetryAfter = TimeSpan.FromMinutes(1),
    };

    public async Task<Result<Done>> Handle(EraseGrant command, CancellationToken cancellationToken)
    {
        var revocation = await revokeGrant.Handle(new RevokeGrant(command.Caller, command.GrantId), cancellationToken);
        if (!revocation.Succeeded(out var revoked, out var failure))
        {
            return failure.Kind is FailureKind.Gone ? Done.Success : failure;
        }

        if (!revoked.ConfirmedByGoogle)
        {
            return NotConfirmed;
        }

        var view = await grants.FindAsync(command.Caller.Tenant, command.GrantId, cancellationToken);
        if (!view!.Grant.Erase(clock.GetUtcNow()).Succeeded(out var events, out failure))
        {
            return failure;
        }

        var change = new GrantChange(command.Caller.Tenant, command.Caller.Actor, view.Grant, events) { ErasePerson = true };
        return await grants.TryCommitAsync(change, cancellationToken) ? Done.Success : GrantFailures.Busy;
    }
}
