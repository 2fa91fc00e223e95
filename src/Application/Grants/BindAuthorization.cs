using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Binds an authorization to the browser whose person continues to Google (RFC 9700 section 4.7), and returns Google's URL. The last browser to
/// continue is the one that may finish.
/// </summary>
/// <param name="BrowserBinding">The browser's binding cookie for this authorization; a new value when it had none.</param>
public sealed record BindAuthorization(Guid Id, Secret BrowserBinding) : IRequest<Result<BoundAuthorization>>;

/// <summary>Where the person continues.</summary>
/// <param name="AuthorizationUrl">Null when the authorization was used or has expired.</param>
public sealed record BoundAuthorization(string? AuthorizationUrl);

internal sealed class BindAuthorizationHandler(IAuthorizationStore authorizations, ITenantStore tenants, ConsentRequests consent, TimeProvider clock)
    : IRequestHandler<BindAuthorization, Result<BoundAuthorization>>
{
    /// <summary>A double click binds twice at once.</summary>
    private const int MaxAttempts = 5;

    public async Task<Result<BoundAuthorization>> Handle(BindAuthorization command, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await authorizations.FindAsync(command.Id, cancellationToken) is not { } stored)
            {
                return GrantFailures.UnknownState;
            }

            var authorization = stored.Authorization;
            if (await tenants.IsSuspendedAsync(new TenantId(authorization.TenantId), cancellationToken))
            {
                return TenancyFailures.TenantSuspended;
            }

            if (!authorization.IsPending(clock.GetUtcNow()))
            {
                return new BoundAuthorization(AuthorizationUrl: null);
            }

            if (authorization.IsBoundTo(command.BrowserBinding)
                || await authorizations.TrySaveAsync(stored with { Authorization = authorization.BindBrowser(command.BrowserBinding) }, cancellationToken))
            {
                return new BoundAuthorization(await consent.UrlForAsync(stored, cancellationToken));
            }
        }

        return GrantFailures.Busy;
    }
}
