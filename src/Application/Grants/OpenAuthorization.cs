using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Opens the hosted connect page, which shows the tenant and the requested scopes. Changes nothing: link scanners and previews open it too.
/// </summary>
public sealed record OpenAuthorization(Guid Id) : IRequest<Result<AuthorizationPage>>;

/// <summary>What the connect page shows.</summary>
/// <param name="IsPending">False when the link was used or has expired.</param>
public sealed record AuthorizationPage(Guid Id, string TenantName, IReadOnlyList<string> Scopes, string? LoginHint, bool IsPending);

internal sealed class OpenAuthorizationHandler(IAuthorizationStore authorizations, ITenantStore tenants, TimeProvider clock)
    : IRequestHandler<OpenAuthorization, Result<AuthorizationPage>>
{
    public async Task<Result<AuthorizationPage>> Handle(OpenAuthorization query, CancellationToken cancellationToken)
    {
        if (await authorizations.FindAsync(query.Id, cancellationToken) is not { Authorization: var authorization }
            || await tenants.FindAsync(new TenantId(authorization.TenantId), cancellationToken) is not { } tenant)
        {
            return GrantFailures.UnknownState;
        }

        return tenant.IsSuspended
            ? TenancyFailures.TenantSuspended
            : new AuthorizationPage(
                authorization.Id,
                tenant.Name,
                [.. authorization.AskedScopes ?? authorization.Scopes],
                authorization.LoginHint,
                authorization.IsPending(clock.GetUtcNow()));
    }
}
