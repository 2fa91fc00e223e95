using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>The status of an authorization of the caller's tenant, which an application checks before it trusts its return URL.</summary>
public sealed record GetAuthorization(Caller Caller, Guid Id) : IRequest<Result<AuthorizationDetails>>;

/// <summary>An authorization with its status now.</summary>
/// <param name="ClientState">The application's own state, as <see cref="StartAuthorization"/> received it.</param>
public sealed record AuthorizationDetails(Authorization Authorization, AuthorizationStatus Status, Secret? ClientState);

internal sealed class GetAuthorizationHandler(IAuthorizationStore authorizations, TimeProvider clock)
    : IRequestHandler<GetAuthorization, Result<AuthorizationDetails>>
{
    public async Task<Result<AuthorizationDetails>> Handle(GetAuthorization query, CancellationToken cancellationToken) =>
        await authorizations.FindAsync(query.Id, cancellationToken) is { Authorization: var found } stored && found.TenantId == query.Caller.Tenant.Value
            ? new AuthorizationDetails(found, found.StatusAt(clock.GetUtcNow()), stored.Secrets.ClientState)
            : CommonFailures.NotFound;
}
