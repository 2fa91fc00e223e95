using System.Threading.RateLimiting;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>One request's share of the <see cref="BodyBudget"/>, which grows with the body.</summary>
/// <param name="budget">What it is a share of.</param>
/// <param name="tenant">Whose request it is.</param>
/// <param name="weight">Bytes that the server needs for a byte of the body.</param>
internal sealed class BodyAllowance(BodyBudget budget, TenantId tenant, int weight) : IDisposable
{
    /// <summary>Bytes that a body of unknown length is given at a time.</summary>
    private const long Step = 1 << 20;

    private readonly List<RateLimitLease> _leases = [];
    private long _granted;

    /// <summary>Makes room for a body of that many bytes in all; false where a budget has none left.</summary>
    public bool TryReserve(long length)
    {
        if (length <= _granted)
        {
            return true;
        }

        var more = _leases.Count == 0 ? length : Math.Max(length - _granted, Step);
        if (budget.TryTake(tenant, (int)Math.Max(1, (more * weight + BodyBudget.Unit - 1) / BodyBudget.Unit)) is not { } lease)
        {
            return false;
        }

        _leases.Add(lease);
        _granted += more;
        return true;
    }

    public void Dispose() => _leases.ForEach(lease => lease.Dispose());
}
