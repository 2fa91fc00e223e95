using GmailPlatform.Application.Grants.Refreshing;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Stores a token set under the person's id. Without a refresh token the stored one is kept, while it is good; with neither,
/// the answer is <c>no_refresh_token</c> and nothing is written. A consent that brings nothing and covers less, such as a sign-in, does not
/// take the place of a better one that Google still honours. The tokens of an exchange that began before that of the stored ones replace none of
/// them, but for an older refresh token; those of an exchange that began before the grant was ended here are dropped.
/// </summary>
/// <param name="RequestedScopes">Null when nobody said what was asked for.</param>
/// <param name="GrantId">The grant that this must continue; another account is refused.</param>
public sealed record StoreCredentials(
    Caller Caller, Identity Identity, TokenSet Tokens, ScopeSet? RequestedScopes, Guid? GrantId, string? ReturnUrl, TimeSpan Latency)
    : IRequest<Result<ConnectedGrant>>
{
    /// <summary>
    /// Whether Google was asked for all that the person ever granted (<c>include_granted_scopes</c>): then scopes that the answer lacks are gone.
    /// </summary>
    public bool IsWholeAuthorization { get; init; }

    /// <summary>
    /// When the exchange of the code began: a revocation since then ends the tokens, and a later exchange comes before them. Null for tokens that
    /// come from no exchange.
    /// </summary>
    public DateTimeOffset? ExchangedAt { get; init; }

    /// <summary>The authorization that the code answered: its outcome is recorded with the grant. Null for a code that a client obtained itself.</summary>
    public StoredAuthorization? Answers { get; init; }
}

internal sealed class StoreCredentialsHandler(
    IGrantStore grants,
    ITenantStore tenants,
    IGoogleClients clients,
    ITokenEndpoint google,
    OverlappingRevocations revocations,
    IGrantJobs jobs,
    TimeProvider clock)
    : IRequestHandler<StoreCredentials, Result<ConnectedGrant>>
{
    /// <summary>Each tries the new refresh token at Google, and the stored one, at most.</summary>
    internal const int MaxAttempts = 5;

    public async Task<Result<ConnectedGrant>> Handle(StoreCredentials command, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var account = await grants.HoldByAccountAsync(command.Caller.Tenant, command.Identity.Account.Subject, cancellationToken);
            var held = account.Own;
            var late = held?.Grant.HasUsableTokensNewerThan(command.ExchangedAt) == true;
            var trial = await revocations.TryAsync(command, account, cancellationToken);
            var refusal = RefusalOf(command, held, isRevoked: trial is TokenTrial.Ended && !late);
            if (refusal is null && held?.Tokens is { AccessToken: { } storedToken } && storedToken.Reveal() == command.Tokens.AccessToken.Reveal())
            {
                // A commit whose answer was lost.
                return Connected(command, held.Grant, created: held.Grant.Generation == 1);
            }

            var decision = refusal is not null ? refusal : late ? DecideLate(command, held!, trial) : await DecideAsync(command, held, cancellationToken);
            // After the calls to Google, which take long, and again in each attempt.
            if (await tenants.FindAsync(command.Caller.Tenant, cancellationToken) is not { IsSuspended: false, HostedDomain: var hostedDomain })
            {
                return GrantFailures.SuspendedMeanwhile;
            }

            if (!hostedDomain.Admits(command.Identity.HostedDomain))
            {
                return GrantFailures.WrongHostedDomain;
            }

            if (!decision.Succeeded(out var change, out var failure))
            {
                return failure;
            }

            // An authorization that was reopened or deleted meanwhile does not stand in the way of its grant.
            change = attempt == 0 ? change with { Answered = Answered(command, change.After) } : change;
            if (await grants.TryCommitAsync(change, cancellationToken))
            {
                if (trial is TokenTrial.Undecided)
                {
                    await jobs.CheckGrantAsync(command.Caller.Tenant, change.After.Id, cancellationToken);
                }

                return Connected(command, change.After, created: held is null) with { IsOutcomeRecorded = change.Answered is not null };
            }
        }

        return GrantFailures.Busy;
    }

    private static Failure? RefusalOf(StoreCredentials command, HeldGrant? held, bool isRevoked) =>
        isRevoked ? GrantFailures.RevokedMeanwhile
        : command.GrantId is not null && held?.Grant.Id != command.GrantId ? GrantFailures.AccountMismatch
        : null;

    private static StoredAuthorization? Answered(StoreCredentials command, Grant grant) => command.Answers is { } answers
        ? answers with { Authorization = answers.Authorization with { Outcome = new AuthorizationOutcome(grant.Id, Error: null) } }
        : null;

    private static ConnectedGrant Connected(StoreCredentials command, Grant grant, bool created) =>
        new(grant.Id, created, command.Identity.Account.Email, [.. grant.Scopes], [.. grant.MissingScopes]);

    /// <summary>The token set to go on with: the new one, unless it is the lesser one and Google still takes the stored refresh token.</summary>
    private async Task<Result<TokenSet>> ChooseAsync(StoreCredentials command, HeldGrant? held, CancellationToken ct)
    {
        var granted = command.Tokens.Scopes ?? command.RequestedScopes ?? ScopeSet.Empty;
        if (command.IsWholeAuthorization || held is not { Grant: { IsUsable: true } grant, Tokens: { } stored } || !IsLess(granted, grant.Scopes))
        {
            return command.Tokens;
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, ct);
        return await google.RefreshAsync(client, stored.RefreshToken, ct) switch
        {
            RefreshAnswer.Refreshed { Tokens: var refreshed } when IsLess(granted, refreshed.Scopes ?? grant.Scopes) =>
                refreshed with { Scopes = refreshed.Scopes ?? grant.Scopes },
            RefreshAnswer.Failed { Failure: var failure } => failure,
            _ => command.Tokens,
        };
    }

    private static bool IsLess(ScopeSet granted, ScopeSet than) =>
        granted.Without(than).Count == 0 && than.WithoutNeedlessMetadata().Without(granted).Count > 0;

    private async Task<Result<GrantChange>> DecideAsync(StoreCredentials command, HeldGrant? held, CancellationToken ct) =>
        (await ChooseAsync(command, held, ct)).Succeeded(out var tokens, out var failure) ? Decide(command, tokens, held) : failure;

    /// <summary>A later exchange was stored first. Only a refresh token that is newer than the stored one, and that Google was not seen to refuse, is taken.</summary>
    private GrantChange DecideLate(StoreCredentials command, HeldGrant held, TokenTrial trial)
    {
        var (grant, now) = (held.Grant, clock.GetUtcNow());
        var exchanged = Exchanged(command, command.Tokens, now);
        if (command.Tokens.RefreshToken is not { } refreshToken || trial is TokenTrial.Ended || !grant.HasOlderRefreshTokenThan(command.ExchangedAt))
        {
            return new GrantChange(command.Caller.Tenant, command.Caller.Actor, grant, grant.AddLateExchange(exchanged, credentials: null, now));
        }

        var (key, accessToken) = (held.Key!, held.Tokens!.AccessToken!);
        var kept = command.Tokens with { AccessToken = accessToken, ExpiresAt = grant.AccessTokenExpiresAt };
        return new GrantChange(command.Caller.Tenant, command.Caller.Actor, grant, grant.AddLateExchange(exchanged, key.FactsOf(kept, grant.Scopes), now))
        {
            Key = key,
            Tokens = new HeldTokens(refreshToken, accessToken),
        };
    }

    private static CodeExchanged Exchanged(StoreCredentials command, TokenSet tokens, DateTimeOffset now)
    {
        var scopes = tokens.Scopes ?? command.RequestedScopes ?? ScopeSet.Empty;
        return new CodeExchanged(
            command.RequestedScopes ?? scopes, scopes, command.Tokens.RefreshToken is not null, command.Identity.Source, (int)command.Latency.TotalMilliseconds, now)
        {
            ExchangedAt = command.ExchangedAt,
        };
    }

    private Result<GrantChange> Decide(StoreCredentials command, TokenSet tokens, HeldGrant? held)
    {
        var now = clock.GetUtcNow();
        var key = held?.Key ?? GrantKey.Generate();
        var exchanged = Exchanged(command, tokens, now);
        var credentials = key.FactsOf(tokens, exchanged.GrantedScopes);

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
