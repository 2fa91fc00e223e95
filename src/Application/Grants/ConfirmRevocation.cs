using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Ends a grant at Google that is ended here, and then deletes its tokens; of an erased person the data key too. A consent that came
/// meanwhile is not ended; since Google may have ended it all the same, its refresh token is tried. Safe to run twice.
/// </summary>
public sealed record ConfirmRevocation(Caller Caller, Guid GrantId) : IRequest<Result<RevocationProgress>>;

/// <summary>How far the end of a grant has come.</summary>
/// <param name="TryAgainIn">Null once Google confirmed, or when there is nothing to confirm any more.</param>
public sealed record RevocationProgress(TimeSpan? TryAgainIn)
{
    public bool IsConfirmed => TryAgainIn is null;
}

internal sealed class ConfirmRevocationHandler(
    IGrantStore grants, IGoogleClients clients, ITokenEndpoint google, RefreshFlights flights, IGrantJobs jobs, TimeProvider clock)
    : IRequestHandler<ConfirmRevocation, Result<RevocationProgress>>
{
    public static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);

    /// <summary>How long a refresh token is kept for no other purpose than to end it at Google.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    private static readonly Actor Checker = Actor.Job("check-after-revocation");

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);
    private static readonly RevocationProgress Finished = new(TryAgainIn: null);

    public async Task<Result<RevocationProgress>> Handle(ConfirmRevocation command, CancellationToken cancellationToken)
    {
        var held = await grants.HoldAsync(command.Caller.Tenant, command.GrantId, cancellationToken);
        if (held?.Grant.RevocationPendingSince is not { } since)
        {
            await TryReconnectedAsync(command);
            return Finished;
        }

        var others = await OthersAsync(command, held, cancellationToken);
        // Without tokens there is nothing to tell Google with; with a newer consent, telling it would end that one.
        if (held.Tokens is not { } tokens || others.Any(other => other.Grant.ConsentedAt > since))
        {
            return await SettleAsync(command, held.Grant, held.Grant.AbandonRevocation(clock.GetUtcNow()));
        }

        var revocation = await google.RevokeAsync(tokens.RefreshToken, cancellationToken);
        var now = clock.GetUtcNow();
        if (revocation.Succeeded(out _, out var failure))
        {
            // Once more, for who consented while Google was told.
            await CheckAsync(await OthersAsync(command, held, CancellationToken.None), CancellationToken.None);
            return await SettleAsync(command, held.Grant, held.Grant.ConfirmRevocation(now));
        }

        if (now - since >= Patience)
        {
            return await SettleAsync(command, held.Grant, held.Grant.AbandonRevocation(now));
        }

        // Google may have ended it, or may do so yet, although its answer did not come: the reminder tries once more.
        await TryReconnectedAsync(command);
        return new RevocationProgress(Wait(now - since, failure.RetryAfter));
    }

    /// <summary>
    /// Google ends the person's whole permission, with what they consented to before it took the revocation. Whether that includes the consent
    /// which continued this grant, only a refresh tells. False when no consent continued it.
    /// </summary>
    private async Task<bool> TryReconnectedAsync(ConfirmRevocation command)
    {
        if (await grants.FindAsync(command.Caller.Tenant, command.GrantId, CancellationToken.None) is not { Grant: { IsUsable: true } grant })
        {
            return false;
        }

        // Its outcome is in the history of the grant, and a failure is retried by the grant's own reminder.
        await flights.JoinAsync(new Refresh(command.Caller.Tenant, grant.Id, Checker, NewerThan: grant.Generation), CancellationToken.None);
        return true;
    }

    /// <summary>As long again as it has taken so far, from a minute to six hours, plus up to a quarter of jitter, and at least what Google asked for.</summary>
    private static TimeSpan Wait(TimeSpan soFar, TimeSpan? retryAfter)
    {
        var own = TimeSpan.FromTicks(Math.Clamp(soFar.Ticks, FirstRetry.Ticks, LongestWait.Ticks)) * (1 + (Random.Shared.NextDouble() / 4));
        return retryAfter > own ? (retryAfter < LongestWait ? retryAfter.Value : LongestWait) : own;
    }

    /// <summary>The same person's usable grants that rest on the same permission: in other tenants, or made after an erasure.</summary>
    private async Task<IReadOnlyList<(TenantId Tenant, Grant Grant)>> OthersAsync(ConfirmRevocation command, HeldGrant held, CancellationToken ct)
    {
        if (held.Subject is not { } subject)
        {
            return [];
        }

        var client = await clients.ForTenantAsync(command.Caller.Tenant, ct);
        var others = new List<(TenantId, Grant)>();
        foreach (var (tenant, grantId) in await grants.ListByAccountAsync(subject, ct))
        {
            if (grantId != command.GrantId
                && client.SharesProjectWith(await clients.ForTenantAsync(tenant, ct))
                && await grants.FindAsync(tenant, grantId, ct) is { Grant: { IsUsable: true } grant })
            {
                others.Add((tenant, grant));
            }
        }

        return others;
    }

    /// <summary>Google ends the whole permission of its project: what else rested on it is found dead now, not at its next use.</summary>
    private async Task CheckAsync(IReadOnlyList<(TenantId Tenant, Grant Grant)> others, CancellationToken ct)
    {
        foreach (var (tenant, grant) in others)
        {
            await jobs.CheckGrantAsync(tenant, grant.Id, ct);
        }
    }

    private async Task<Result<RevocationProgress>> SettleAsync(ConfirmRevocation command, Grant grant, Result<IReadOnlyList<GrantEvent>> decision)
    {
        if (!decision.Succeeded(out var events, out var failure))
        {
            return failure;
        }

        var change = new GrantChange(command.Caller.Tenant, command.Caller.Actor, grant, events) { DeleteTokens = true };
        return await grants.TryCommitAsync(change, CancellationToken.None) || await TryReconnectedAsync(command)
            ? Finished
            : new RevocationProgress(TimeSpan.FromSeconds(1));
    }
}
