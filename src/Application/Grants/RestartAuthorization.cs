using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Lets a person start a used or expired authorization again, in the same place. One that is still pending stays as it is.</summary>
public sealed record RestartAuthorization(Guid Id) : IRequest<Result<Done>>;

internal sealed class RestartAuthorizationHandler(
    IAuthorizationStore authorizations, ITenantStore tenants, ConsentRequests consent, TimeProvider clock)
    : IRequestHandler<RestartAuthorization, Result<Done>>
{
    public async Task<Result<Done>> Handle(RestartAuthorization command, CancellationToken cancellationToken)
    {
        if (await authorizations.FindAsync(command.Id, cancellationToken) is not { } stored)
        {
            return GrantFailures.UnknownState;
        }

        if (await tenants.IsSuspendedAsync(new TenantId(stored.Authorization.TenantId), cancellationToken))
        {
            return TenancyFailures.TenantSuspended;
        }

        if (!stored.Authorization.IsPending(clock.GetUtcNow()))
        {
            await consent.ReopenAsync(stored, cancellationToken);
        }

        return Done.Success;
    }
}
