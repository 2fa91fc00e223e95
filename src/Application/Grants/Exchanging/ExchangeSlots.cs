using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>Counts the exchanges of this node, in total and per tenant, so that one tenant cannot take the place of all others.</summary>
internal sealed class ExchangeSlots(ExchangeLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, int> _byTenant = [];
    private int _total;

    /// <summary>Why the tenant gets no slot now; null when it would get one.</summary>
    public Failure? RefusalFor(TenantId tenant)
    {
        lock (_lock)
        {
            return Refusal(tenant);
        }
    }

    /// <summary>Takes a slot, which must be released. Null when it was taken, else why not.</summary>
    public Failure? TryTake(TenantId tenant)
    {
        lock (_lock)
        {
            if (Refusal(tenant) is { } refusal)
            {
                return refusal;
            }

            _total++;
            _byTenant[tenant] = _byTenant.GetValueOrDefault(tenant) + 1;
            return null;
        }
    }

    public void Release(TenantId tenant)
    {
        lock (_lock)
        {
            _total--;
            if (--_byTenant[tenant] == 0)
            {
                _byTenant.Remove(tenant);
            }
        }
    }

    private Failure? Refusal(TenantId tenant) =>
        _total >= limits.Capacity ? GrantFailures.TooManyExchanges
        : _byTenant.GetValueOrDefault(tenant) >= limits.TenantCapacity ? GrantFailures.TooManyExchangesOfTenant
        : null;
}
