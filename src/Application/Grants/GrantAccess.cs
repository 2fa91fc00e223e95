using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

internal sealed class GrantAccess(
    IRequestHandler<GetAccessToken, Result<AccessToken>> getAccessToken,
    IRequestHandler<RefreshCredentials, Result<AccessToken>> refreshCredentials,
    IGrantStore grants,
    ConsentRequests consent)
    : IGrantAccess
{
    public Task<Result<AccessToken>> GetAccessTokenAsync(Caller caller, Guid grantId, CancellationToken ct) =>
        getAccessToken.Handle(new GetAccessToken(caller, grantId, GetAccessToken.DefaultMinValidity), ct);

    public async Task<Result<GrantAddress>> GetAddressAsync(Caller caller, Guid grantId, CancellationToken ct) =>
        await grants.FindAsync(caller.Tenant, grantId, ct) is { } view ? new GrantAddress(view.Account?.Email) : CommonFailures.NotFound;

    public async Task<Result<AccessToken>> GetAccessTokenAsync(Caller caller, Guid grantId, IReadOnlyList<string> anyOf, CancellationToken ct)
    {
        var result = await GetAccessTokenAsync(caller, grantId, ct);
        if (!result.Succeeded(out var token, out var failure))
        {
            return failure;
        }

        return token.Scopes.ContainsAny(anyOf) ? token : await InsufficientScopeAsync(caller, grantId, ScopeSet.Of(anyOf[0]), ct);
    }

    public Task<Result<AccessToken>> ReplaceAccessTokenAsync(Caller caller, Guid grantId, AccessToken refused, CancellationToken ct) =>
        refreshCredentials.Handle(new RefreshCredentials(caller, grantId, NewerThan: refused.Generation), ct);

    public async Task<Failure> InsufficientScopeAsync(Caller caller, Guid grantId, ScopeSet missing, CancellationToken ct) =>
        GrantFailures.InsufficientScope(missing) with { AuthorizationUrl = await UrlAsync(caller, grantId, missing, ct) };

    public async Task<Failure> RejectedAsync(Caller caller, Guid grantId, CancellationToken ct) =>
        GrantFailures.ReauthorizationRequired(ReauthorizationReason.AccessTokenRejected) with
        {
            AuthorizationUrl = await UrlAsync(caller, grantId, ScopeSet.Empty, ct),
        };

    private async Task<string?> UrlAsync(Caller caller, Guid grantId, ScopeSet moreScopes, CancellationToken ct) =>
        await grants.HoldAsync(caller.Tenant, grantId, ct) is { } held ? await consent.RenewalUrlAsync(caller.Tenant, held, moreScopes, ct) : null;
}
