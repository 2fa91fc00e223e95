using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Lets a security event take effect on every grant that it is about. Safe to run twice: each grant knows the events that it has
/// taken. What an event leaves usable is tried by a refresh, so that Google says at once whether the token still works.
/// </summary>
public sealed record ProcessSecurityEvent(Guid EventId) : IRequest<Result<ProcessedSecurityEvent>>;

/// <summary>A security event that took effect.</summary>
/// <param name="Grants">How many grants the event was about.</param>
public sealed record ProcessedSecurityEvent(int Grants);

internal sealed class ProcessSecurityEventHandler(
    ISecurityEventStore events,
    IGrantStore grants,
    IGoogleClients clients,
    IRequestHandler<RefreshCredentials, Result<AccessToken>> refreshCredentials,
    TimeProvider clock)
    : IRequestHandler<ProcessSecurityEvent, Result<ProcessedSecurityEvent>>
{
    private const int MaxAttempts = 5;

    private static readonly Actor Checker = Actor.Job("check-after-security-event");

    public async Task<Result<ProcessedSecurityEvent>> Handle(ProcessSecurityEvent command, CancellationToken cancellationToken)
    {
        if (await events.FindUnprocessedAsync(command.EventId, cancellationToken) is not { } received)
        {
            return new ProcessedSecurityEvent(0);
        }

        var taken = 0;
        Failure? failed = null;
        foreach (var (tenant, grantId) in await FindAsync(received, cancellationToken))
        {
            var client = await clients.ForTenantAsync(tenant, cancellationToken);
            if (!received.Audience.Contains(client.ClientId, StringComparer.Ordinal))
            {
                continue;
            }

            if (!(await TakeAsync(tenant, grantId, received, cancellationToken)).Succeeded(out var grant, out var failure))
            {
                // The others must not wait for it.
                failed = failure;
                continue;
            }

            taken++;
            if (grant.IsUsable && received.Event.Type is not SecurityEventType.SessionsRevoked)
            {
                // Its outcome is in the history of the grant, which goes its own way from here.
                await refreshCredentials.Handle(new RefreshCredentials(new Caller(tenant, Checker), grantId, NewerThan: grant.Generation), cancellationToken);
            }
        }

        if (failed is not null)
        {
            return failed;
        }

        await events.MarkProcessedAsync(command.EventId, clock.GetUtcNow(), cancellationToken);
        return new ProcessedSecurityEvent(taken);
    }

    private Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> FindAsync(ReceivedSecurityEvent received, CancellationToken ct) => received switch
    {
        { RefreshTokenLookup: { } lookup } => grants.ListByRefreshTokenAsync(lookup, ct),
        { Subject: { } subject } => grants.ListByAccountAsync(subject, ct),
        _ => throw new InvalidOperationException($"Security event {received.Event.Id} is about nothing."),
    };

    /// <summary>Writes down what the event means for one grant, as it is now.</summary>
    private async Task<Result<Grant>> TakeAsync(TenantId tenant, Guid grantId, ReceivedSecurityEvent received, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var view = await grants.FindAsync(tenant, grantId, ct) ?? throw new InvalidOperationException("A grant is never deleted.");

            // After the grant was read: a newer consent either shows here, or refuses the commit.
            if (received.RefreshTokenLookup is not null && !(await FindAsync(received, ct)).Contains((tenant, grantId)))
            {
                return view.Grant;
            }

            if (!view.Grant.ReceiveSecurityEvent(received.Event, clock.GetUtcNow()).Succeeded(out var facts, out var failure))
            {
                return failure;
            }

            if (facts.Count == 0)
            {
                return view.Grant;
            }

            var change = new GrantChange(tenant, Actor.Google, view.Grant, facts);
            if (await grants.TryCommitAsync(change, ct))
            {
                return change.After;
            }
        }

        return GrantFailures.Busy;
    }
}
