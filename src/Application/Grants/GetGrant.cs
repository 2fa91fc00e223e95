using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>One grant, with where to consent when it needs that.</summary>
public sealed record GetGrant(Caller Caller, Guid GrantId) : IRequest<Result<GrantDetails>>;

/// <summary>A grant and the person behind it.</summary>
/// <param name="AuthorizationUrl">Set while the grant requires reauthorization or lacks scopes.</param>
public sealed record GrantDetails(Grant Grant, GoogleAccount? Account, string? AuthorizationUrl);

internal sealed class GetGrantHandler(IGrantStore grants, ConsentRequests consent) : IRequestHandler<GetGrant, Result<GrantDetails>>
{
    public async Task<Result<GrantDetails>> Handle(GetGrant query, CancellationToken cancellationToken)
    {
        if (await grants.FindAsync(query.Caller.Tenant, query.GrantId, cancellationToken) is not { } view)
        {
            return CommonFailures.NotFound;
        }

        if (view.Grant is not ({ Status: GrantStatus.ReauthorizationRequired } or { IsUsable: true, MissingScopes.Count: > 0 }))
        {
            return new GrantDetails(view.Grant, view.Account, AuthorizationUrl: null);
        }

        var held = await grants.HoldAsync(query.Caller.Tenant, query.GrantId, cancellationToken);
        var url = await consent.RenewalUrlAsync(query.Caller.Tenant, held!, ScopeSet.Empty, cancellationToken);
        return new GrantDetails(view.Grant, view.Account, url);
    }
}
