using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Stores a token set under the person's id. Without a refresh token the stored one is kept, while it is good; with neither,
/// the answer is <c>no_refresh_token</c> and nothing is written.
/// </summary>
/// <param name="RequestedScopes">Null when nobody said what was asked for.</param>
/// <param name="GrantId">The grant that this must continue; another account is refused.</param>
public sealed record StoreCredentials(
    Caller Caller, Identity Identity, TokenSet Tokens, ScopeSet? RequestedScopes, Guid? GrantId, string? ReturnUrl, TimeSpan Latency)
    : IRequest<Result<ConnectedGrant>>;

internal sealed class StoreCredentialsHandler(IGrantStore grants, TimeProvider clock)
    : IRequestHandler<StoreCredentials, Result<ConnectedGrant>>
{
    private const int MaxAttempts = 5;

    public async Task<Result<ConnectedGrant>> Handle(StoreCredentials command, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var held = await grants.HoldByAccountAsync(command.Caller.Tenant, command.Identity.Account.Subject, cancellationToken);
            if (command.GrantId is not null && held?.Grant.Id != command.GrantId)
            {
                return GrantFailures.AccountMismatch;
            }

            if (!Decide(command, held).Succeeded(out var change, out var failure))
            {
                return failure;
            }

            if (await grants.TryCommitAsync(change, cancellationToken))
            {
                return new ConnectedGrant(
                    change.After.Id, held is null, command.Identity.Account.Email, [.. change.After.Scopes], [.. change.After.MissingScopes]);
            }
        }

        return GrantFailures.Busy;
    }

    private Result<GrantChange> Decide(StoreCredentials command, HeldGrant? held)
    {
        var now = clock.GetUtcNow();
        var tokens = command.Tokens;
        var key = held?.Key ?? GrantKey.Generate();
        var scopes = tokens.Scopes ?? command.RequestedScopes ?? ScopeSet.Empty;
        var credentials = key.FactsOf(tokens, scopes);
        var exchanged = new CodeExchanged(
            command.RequestedScopes ?? scopes, scopes, tokens.RefreshToken is not null, command.Identity.Source, (int)command.Latency.TotalMilliseconds, now);

        var decision = held is null
            ? Grant.Connect(Guid.CreateVersion7(now), exchanged, credentials, now)
            : held.Grant.Reconnect(exchanged, credentials, now);
        if (!decision.Succeeded(out var events, out var failure))
        {
            return failure;
        }

        // Absent means keep (RFC 6749 section 6): Google sends a refresh token only when consent was shown.
        if ((tokens.RefreshToken ?? held?.Tokens?.RefreshToken) is not { } refreshToken)
        {
            return GrantFailures.NoRefreshToken;
        }

        return new GrantChange(command.Caller.Tenant, command.Caller.Actor, held?.Grant, events)
        {
            Key = key,
            Tokens = new HeldTokens(refreshToken, tokens.AccessToken),
            Account = command.Identity.Account,
            ReturnUrl = command.ReturnUrl ?? held?.ReturnUrl,
        };
    }
}
