using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>A wish for a newer token set.</summary>
/// <param name="Actor">Whom the history names.</param>
/// <param name="NewerThan">A generation; a token that is already newer is answered as it is. Null always asks Google.</param>
/// <param name="Patient">Whether to wait for another node that is at it already.</param>
/// <param name="Routine">Whether nobody minds who still gets the present token elsewhere, while it lasts.</param>
internal sealed record Refresh(TenantId Tenant, Guid GrantId, Actor Actor, int? NewerThan, bool Patient = true, bool Routine = false)
{
    /// <summary>The tenant's Google client, where it was read a moment ago; null to read it.</summary>
    public GoogleClient? Client { get; init; }
}

/// <summary>How a refresh ended, for everybody who waited for it.</summary>
/// <param name="Held">The grant as it is now; null when the tenant has no such grant.</param>
/// <param name="Failure">Why there is no newer token, where the grant's own state does not say it.</param>
/// <param name="AskedGoogle">Whether Google was asked for it meanwhile, here or by the node that was waited for; false when what was known already is answered.</param>
internal sealed record RefreshOutcome(HeldGrant? Held, Failure? Failure, bool AskedGoogle);

/// <summary>
/// One refresh from the lease to the commit (RFC 6749 section 6). A refusal is a verdict only after a second look at the credentials; a
/// passing failure never asks the person for anything; an answer that was overtaken is discarded and recorded.
/// </summary>
internal sealed class CredentialRefresher(
    IGrantStore grants,
    IRefreshLeases leases,
    IGoogleClients clients,
    ClientBreakers breakers,
    ITokenEndpoint google,
    IKeyRing keyRing,
    IGrantJobs jobs,
    TimeProvider clock)
{
    private const int MaxAttempts = 5;

    private static readonly Failure UnknownGeneration = CommonFailures.Validation(
        "newerThan", "This grant has no such generation yet. Send the generation of a token that was answered before, or leave newerThan out.");

    public async Task<RefreshOutcome> RefreshAsync(Refresh refresh, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var lease = refresh.Patient
                ? await leases.TakeAsync(refresh.Tenant, refresh.GrantId, ct)
                : await leases.TryTakeAsync(refresh.Tenant, refresh.GrantId, ct);
            if (lease is null)
            {
                break;
            }

            try
            {
                if (await RefreshAsync(refresh, lease, ct) is { } outcome)
                {
                    return outcome;
                }

                refresh = refresh with { Client = null };
            }
            finally
            {
                await leases.ReleaseAsync(lease, CancellationToken.None);
            }
        }

        return new RefreshOutcome(await grants.HoldAsync(refresh.Tenant, refresh.GrantId, ct), GrantFailures.Busy, AskedGoogle: false);
    }

    /// <summary>
    /// Null to try again: the lease became too old to ask Google under it, on a server that is short of connections; or Google rejected a secret of
    /// the client that an admin replaced meanwhile.
    /// </summary>
    private async Task<RefreshOutcome?> RefreshAsync(Refresh refresh, RefreshLease lease, CancellationToken ct)
    {
        // Only now: whoever waited for the lease finds what its holder before wrote.
        var held = await grants.HoldAsync(refresh.Tenant, refresh.GrantId, ct);
        if (Known(refresh, lease, held) is { } known)
        {
            return known;
        }

        // An answer that could not be stored would be asked for again and again.
        keyRing.AssertSeals();
        var client = refresh.Client ?? await clients.ForTenantAsync(refresh.Tenant, ct);
        if (await breakers.EnterAsync(client, ct) is { } rejected)
        {
            return new RefreshOutcome(held, rejected, AskedGoogle: false);
        }

        if (!lease.CoversACall)
        {
            return null;
        }

        var started = clock.GetTimestamp();
        var answer = await google.RefreshAsync(client, held!.Tokens!.RefreshToken, ct);
        var latency = (int)clock.GetElapsedTime(started).TotalMilliseconds;

        if (answer is RefreshAnswer.Failed { Failure.Kind: FailureKind.OperatorNeeded }
            && ClientBreakers.IdOf(await clients.ForTenantAsync(refresh.Tenant, CancellationToken.None)) != ClientBreakers.IdOf(client))
        {
            return null;
        }

        // What Google said is written down, whoever has gone away.
        await breakers.ReportAsync(client, new RejectedGrant(refresh.Tenant.Value, refresh.GrantId), answer, CancellationToken.None);
        return await SettleAsync(refresh, lease, held, answer, latency, CancellationToken.None);
    }

    /// <summary>What can be answered without Google: the end of the grant, a token that is new enough, or the failure that was waited for.</summary>
    private RefreshOutcome? Known(Refresh refresh, RefreshLease lease, HeldGrant? held)
    {
        var now = clock.GetUtcNow();
        return held?.Grant switch
        {
            null or { IsUsable: false } => new RefreshOutcome(held, Failure: null, AskedGoogle: false),
            // One refresh could not bring it, and each caller would cause another.
            var grant when grant.Generation < refresh.NewerThan => new RefreshOutcome(held, UnknownGeneration, AskedGoogle: false),
            var grant when grant.Generation > (refresh.NewerThan ?? lease.WaitedFor) && now < grant.AccessTokenExpiresAt =>
                new RefreshOutcome(held, Failure: null, AskedGoogle: grant.Generation > lease.WaitedFor),
            var grant when lease.WaitedFor is not null && now < grant.RetryAt =>
                new RefreshOutcome(held, GrantFailures.GoogleUnavailable with { RetryAfter = grant.RetryAt - now }, AskedGoogle: false),
            _ => null,
        };
    }

    /// <summary>Writes the answer down against the grant as it is now, which may have moved on meanwhile.</summary>
    private async Task<RefreshOutcome> SettleAsync(
        Refresh refresh, RefreshLease lease, HeldGrant asked, RefreshAnswer answer, int latency, CancellationToken ct)
    {
        if (answer is RefreshAnswer.Failed { Failure: { Kind: FailureKind.OperatorNeeded } rejected })
        {
            return new RefreshOutcome(asked, rejected with { RetryAfter = ClientBreaker.ProbeInterval }, AskedGoogle: true);
        }

        var held = asked;
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (attempt > 0 || answer is RefreshAnswer.Refused)
            {
                held = await grants.HoldAsync(refresh.Tenant, refresh.GrantId, ct) ?? throw new InvalidOperationException("A grant is never deleted.");
            }

            if (!Decide(refresh, held, asked.Grant.Generation, answer, latency).Succeeded(out var change, out var failure))
            {
                return new RefreshOutcome(held, failure, AskedGoogle: true);
            }

            if (change.Events is [RefreshFailed { Attempt: 1 } first, ..])
            {
                // One reminder a series of failures, set before the commit: it puts itself off until the grant is well.
                await jobs.RetryRefreshAsync(refresh.Tenant, refresh.GrantId, first.RetryAt, ct);
            }

            if (await grants.TryCommitAsync(change with { Lease = lease, Routine = refresh.Routine }, ct))
            {
                return OutcomeOf(held, change, answer);
            }
        }

        return new RefreshOutcome(held, GrantFailures.Busy, AskedGoogle: true);
    }

    private Result<GrantChange> Decide(Refresh refresh, HeldGrant held, int startedFrom, RefreshAnswer answer, int latency)
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

        var change = new GrantChange(refresh.Tenant, refresh.Actor, grant, events);
        return tokens is null || change.After.Generation == grant.Generation
            ? change
            : change with { Key = key, Tokens = new HeldTokens(tokens.RefreshToken ?? held.Tokens!.RefreshToken, tokens.AccessToken) };
    }

    private RefreshOutcome OutcomeOf(HeldGrant before, GrantChange change, RefreshAnswer answer)
    {
        var after = before with { Grant = change.After, Tokens = change.Tokens ?? before.Tokens };
        var failure = change.Events is [RefreshFailed failed, ..]
            ? ((RefreshAnswer.Failed)answer).Failure with { RetryAfter = failed.RetryAt - clock.GetUtcNow() }
            : null;
        return new RefreshOutcome(after, failure, AskedGoogle: true);
    }
}
