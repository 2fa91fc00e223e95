using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Grants.Refreshing;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

internal sealed class GrantAccess(
    IRequestHandler<GetAccessToken, Result<AccessToken>> getAccessToken,
    IRequestHandler<RefreshCredentials, Result<AccessToken>> refreshCredentials,
    IGrantStore grants,
    AccessTokens tokens,
    TokenRejections rejections,
    ConsentRequests consent,
    TimeProvider clock)
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

    public async Task<Failure?> FindRefusalAsync(Caller caller, Guid grantId, IReadOnlyList<string> anyOf, CancellationToken ct)
    {
        if (tokens.FindScopes(caller.Tenant, grantId) is not { } scopes)
        {
            var unsealed = await grants.HoldAsync(caller.Tenant, grantId, ct);
            if (await unsealed.RefusalAsync(caller.Tenant, consent, ct) is { } refusal)
            {
                return refusal;
            }

            scopes = unsealed!.Grant.Scopes;
        }

        return scopes.ContainsAny(anyOf) ? null : await InsufficientScopeAsync(caller, grantId, ScopeSet.Of(anyOf[0]), ct);
    }

    public async Task<Result<AccessToken>> ReplaceAccessTokenAsync(Caller caller, Guid grantId, AccessToken refused, CancellationToken ct)
    {
        // A newer stored token needs no refresh, so the pause applies only while the refused one is the latest.
        if (await grants.FindAsync(caller.Tenant, grantId, ct) is { Grant: { IsUsable: true } grant }
            && grant.Generation == refused.Generation
            && WaitBefore(grant) is { } wait)
        {
            return GrantFailures.GoogleUnavailable with { RetryAfter = wait };
        }

        var refreshed = await refreshCredentials.Handle(new RefreshCredentials(caller, grantId, NewerThan: refused.Generation), ct);
        if (refreshed.Succeeded(out var token, out _))
        {
            rejections.Replaced(grantId, refused.Generation, token.Generation);
        }

        return refreshed;
    }

    public void Accepted(Guid grantId, AccessToken accepted) => rejections.Accepted(grantId, accepted.Generation);

    public async Task<Failure> InsufficientScopeAsync(Caller caller, Guid grantId, ScopeSet missing, CancellationToken ct) =>
        GrantFailures.InsufficientScope(missing) with { AuthorizationUrl = await UrlAsync(caller, grantId, missing, ct) };

    public async Task<Failure> RejectedAsync(Caller caller, Guid grantId, CancellationToken ct) =>
        await (await grants.HoldAsync(caller.Tenant, grantId, ct)).RefusalAsync(caller.Tenant, consent, ct)
        ?? GrantFailures.AccessTokensRejected with { RetryAfter = TokenRejections.Pause };

    /// <summary>How long to wait before the next refresh: earlier ones failed, or Gmail refused the tokens that they brought.</summary>
    private TimeSpan? WaitBefore(Grant grant) =>
        grant.RetryAt - clock.GetUtcNow() is { } untilRetry && untilRetry > TimeSpan.Zero ? untilRetry : rejections.WaitAfter(grant.Id, grant.Generation);

    private async Task<string?> UrlAsync(Caller caller, Guid grantId, ScopeSet moreScopes, CancellationToken ct) =>
        await grants.HoldAsync(caller.Tenant, grantId, ct) is { } held ? await consent.RenewalUrlAsync(caller.Tenant, held, moreScopes, ct) : null;
}
