using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>How an authorization of the caller's tenant stands: what an application compares before it believes its return URL.</summary>
public sealed record GetAuthorization(Caller Caller, Guid Id) : IRequest<Result<AuthorizationDetails>>;

/// <summary>An authorization as its application sees it.</summary>
/// <param name="ClientState">The application's own state, as it was given.</param>
public sealed record AuthorizationDetails(Authorization Authorization, AuthorizationStatus Status, Secret? ClientState);

internal sealed class GetAuthorizationHandler(IAuthorizationStore authorizations, TimeProvider clock)
    : IRequestHandler<GetAuthorization, Result<AuthorizationDetails>>
{
    public async Task<Result<AuthorizationDetails>> Handle(GetAuthorization query, CancellationToken cancellationToken) =>
        await authorizations.FindAsync(query.Id, cancellationToken) is { Authorization: var found } stored && found.TenantId == query.Caller.Tenant.Value
            ? new AuthorizationDetails(found, found.StatusAt(clock.GetUtcNow()), stored.Secrets.ClientState)
            : CommonFailures.NotFound;
}
