using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Opens the hosted connect page, which shows the tenant and the requested scopes, and binds the flow to the browser.
/// </summary>
/// <param name="BrowserBinding">The browser's binding cookie; a new value when it had none.</param>
public sealed record OpenAuthorization(Guid Id, Secret BrowserBinding) : IRequest<Result<AuthorizationPage>>;

/// <summary>What the connect page shows.</summary>
/// <param name="AuthorizationUrl">Null when the link was used or has expired.</param>
public sealed record AuthorizationPage(Guid Id, string TenantName, IReadOnlyList<string> Scopes, string? LoginHint, string? AuthorizationUrl);

internal sealed class OpenAuthorizationHandler(
    IAuthorizationStore authorizations, ITenantStore tenants, ConsentRequests consent, TimeProvider clock)
    : IRequestHandler<OpenAuthorization, Result<AuthorizationPage>>
{
    public async Task<Result<AuthorizationPage>> Handle(OpenAuthorization query, CancellationToken cancellationToken)
    {
        if (await authorizations.FindAsync(query.Id, cancellationToken) is not { } stored
            || await tenants.FindAsync(new TenantId(stored.Authorization.TenantId), cancellationToken) is not { } tenant)
        {
            return GrantFailures.UnknownState;
        }

        if (tenant.IsSuspended)
        {
            return TenancyFailures.TenantSuspended;
        }

        var authorization = stored.Authorization;
        var asked = authorization.AskedScopes ?? authorization.Scopes;
        if (!authorization.IsPending(clock.GetUtcNow()))
        {
            return new AuthorizationPage(authorization.Id, tenant.Name, [.. asked], authorization.LoginHint, AuthorizationUrl: null);
        }

        if (!authorization.IsBoundTo(query.BrowserBinding)
            && !await authorizations.TrySaveAsync(stored with { Authorization = authorization.BindBrowser(query.BrowserBinding) }, cancellationToken))
        {
            return GrantFailures.Busy;
        }

        var url = await consent.UrlForAsync(stored, cancellationToken);
        return new AuthorizationPage(authorization.Id, tenant.Name, [.. asked], authorization.LoginHint, url);
    }
}
