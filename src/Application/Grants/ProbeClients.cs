using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Tries one refresh with each Google client that is rejected: a client that works again is noticed though nobody calls.</summary>
public sealed record ProbeClients : IRequest<Result<ProbedClients>>;

/// <summary>The breakers that were open, and those that still are.</summary>
public sealed record ProbedClients(int Open, int StillRejected);

internal sealed class ProbeClientsHandler(IClientBreakerStore breakers, IGoogleClients clients, RefreshFlights flights, TimeProvider clock)
    : IRequestHandler<ProbeClients, Result<ProbedClients>>
{
    public async Task<Result<ProbedClients>> Handle(ProbeClients command, CancellationToken cancellationToken)
    {
        var open = (await breakers.ListAsync(cancellationToken)).Where(breaker => breaker.IsOpen).ToList();
        foreach (var breaker in open.Where(breaker => breaker.Admits(clock.GetUtcNow())))
        {
            try
            {
                await ProbeAsync(breaker, cancellationToken);
            }
            catch (SealingKeyMissingException)
            {
                // Readiness and the log name the key; the other clients must not wait for it.
            }
        }

        return new ProbedClients(open.Count, (await breakers.ListAsync(cancellationToken)).Count(breaker => breaker.IsOpen));
    }

    private async Task ProbeAsync(ClientBreaker breaker, CancellationToken ct)
    {
        foreach (var (tenantId, grantId) in breaker.Rejected.Reverse())
        {
            var tenant = new TenantId(tenantId);
            if (ClientBreakers.IdOf(await clients.ForTenantAsync(tenant, ct)) != breaker.Id)
            {
                // The tenant has another client, or another secret, by now: nobody is left to be kept away.
                await breakers.DeleteAsync(breaker.Id, ct);
                return;
            }

            var outcome = await flights.JoinAsync(new Refresh(tenant, grantId, Actor.Job("probe-client"), NewerThan: null, Routine: true), ct);
            if (outcome.AskedGoogle)
            {
                return;
            }
        }
    }
}
