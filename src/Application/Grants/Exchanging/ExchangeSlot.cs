using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>A reserved slot for one exchange. Disposing it releases the slot, unless an exchange has taken it over.</summary>
internal sealed class ExchangeSlot(ExchangeSlots slots, TenantId tenant) : IDisposable
{
    private int _isLeft;

    /// <summary>Moves the slot to a new owner: disposing this one then has no effect.</summary>
    public ExchangeSlot HandOver() =>
        Interlocked.Exchange(ref _isLeft, 1) == 0 ? new ExchangeSlot(slots, tenant) : throw new InvalidOperationException("The slot was released or handed over before.");

    /// <summary>Releases the slot.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 0)
        {
            slots.Release(tenant);
        }
    }
}
