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

    /// <summary>Reserves a slot, which must be disposed; or says why the tenant gets none now.</summary>
    public Result<ExchangeSlot> TryReserve(TenantId tenant)
    {
        lock (_lock)
        {
            if (Refusal(tenant) is { } refusal)
            {
                return refusal;
            }

            _total++;
            _byTenant[tenant] = _byTenant.GetValueOrDefault(tenant) + 1;
            return new ExchangeSlot(this, tenant);
        }
    }

    /// <summary>Called by <see cref="ExchangeSlot"/>, once for each slot.</summary>
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
