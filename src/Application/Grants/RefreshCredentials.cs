using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Gets a new access token for the stored refresh token (RFC 6749 section 6). A refusal is a verdict only after a second look at the
/// credentials; a passing failure never asks the person for anything; an answer that was overtaken is discarded.
/// </summary>
/// <param name="NewerThan">A generation; a token that is already newer is answered as it is. Null always asks Google.</param>
public sealed record RefreshCredentials(Caller Caller, Guid GrantId, int? NewerThan) : IRequest<Result<AccessToken>>;

internal sealed class RefreshCredentialsHandler(
    IGrantStore grants, IGoogleClients clients, ITokenEndpoint google, IGrantJobs jobs, ConsentRequests consent, TimeProvider clock)
    : IRequestHandler<RefreshCredentials, Result<AccessToken>>
{
    private const int MaxAttempts = 5;

    public async Task<Result<AccessToken>> Handle(RefreshCredentials command, CancellationToken cancellationToken)
    {
        var held = await grants.HoldAsync(command.Caller.Tenant, command.GrantId, cancellationToken);
        if (await held.RefusalAsync(command.Caller.Tenant, consent, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (held!.Grant.Generation > command.NewerThan && clock.GetUtcNow() < held.Grant.AccessTokenExpiresAt)
        {
            return held.AccessToken();
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, cancellationToken);
        var started = clock.GetTimestamp();
        var answer = await google.RefreshAsync(client, held.Tokens!.RefreshToken, cancellationToken);
        var latency = (int)clock.GetElapsedTime(started).TotalMilliseconds;

        // What Google said is written down even when the caller has gone away.
        return await SettleAsync(command, held, answer, latency, CancellationToken.None);
    }

    /// <summary>Writes the answer down against the grant as it is now, which may have moved on meanwhile.</summary>
    private async Task<Result<AccessToken>> SettleAsync(
        RefreshCredentials command, HeldGrant asked, RefreshAnswer answer, int latency, CancellationToken ct)
    {
        if (answer is RefreshAnswer.Failed { Failure.Kind: FailureKind.OperatorNeeded } rejected)
        {
            return rejected.Failure;
        }

        var (startedFrom, held) = (asked.Grant.Generation, asked);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (attempt > 0 || answer is RefreshAnswer.Refused)
            {
                held = await grants.HoldAsync(command.Caller.Tenant, command.GrantId, ct) ?? throw new InvalidOperationException("A grant is never deleted.");
            }

            if (!Decide(command, held, startedFrom, answer, latency).Succeeded(out var change, out var failure))
            {
                return failure;
            }

            if (change.Events is [RefreshFailed { Attempt: 1 } first, ..])
            {
                // One reminder a series of failures, set before the commit: it puts itself off until the grant is well.
                await jobs.RetryRefreshAsync(command.Caller.Tenant, command.GrantId, first.RetryAt, ct);
            }

            if (await grants.TryCommitAsync(change, ct))
            {
                return await AnswerAsync(command, held, change, answer, ct);
            }
        }

        return GrantFailures.Busy;
    }

    private Result<GrantChange> Decide(RefreshCredentials command, HeldGrant held, int startedFrom, RefreshAnswer answer, int latency)
    {
        var (grant, now) = (held.Grant, clock.GetUtcNow());
        var tokens = (answer as RefreshAnswer.Refreshed)?.Tokens;
        if (held.Key is not { } key)
        {
            return GrantFailures.Erased;
        }

        var decision = answer switch
        {
            RefreshAnswer.Refreshed => grant.Refresh(startedFrom, key.FactsOf(tokens!, tokens!.Scopes ?? grant.Scopes), latency, now),
            RefreshAnswer.Refused refused => grant.RequireReauthorization(startedFrom, refused.Refusal, now),
            RefreshAnswer.Failed failed => grant.FailRefresh(startedFrom, failed.Failure, Random.Shared.NextDouble(), now),
            _ => throw new InvalidOperationException($"Unknown refresh answer {answer.GetType().Name}."),
        };
        if (!decision.Succeeded(out var events, out var failure))
        {
            return failure;
        }

        var change = new GrantChange(command.Caller.Tenant, command.Caller.Actor, grant, events);
        return tokens is null || change.After.Generation == grant.Generation
            ? change
            : change with { Key = key, Tokens = new HeldTokens(tokens.RefreshToken ?? held.Tokens!.RefreshToken, tokens.AccessToken) };
    }

    private async Task<Result<AccessToken>> AnswerAsync(
        RefreshCredentials command, HeldGrant before, GrantChange change, RefreshAnswer answer, CancellationToken ct)
    {
        var after = before with { Grant = change.After, Tokens = change.Tokens ?? before.Tokens };
        if (change.Events is [RefreshFailed failed, ..])
        {
            return ((RefreshAnswer.Failed)answer).Failure with { RetryAfter = failed.RetryAt - clock.GetUtcNow() };
        }

        return await after.RefusalAsync(command.Caller.Tenant, consent, ct) is { } refusal ? refusal : after.AccessToken();
    }
}
