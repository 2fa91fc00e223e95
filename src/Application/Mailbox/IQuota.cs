using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Who goes first when Gmail's quota gets short.</summary>
public enum QuotaLane
{
    /// <summary>Somebody waits for this one call.</summary>
    Interactive,

    /// <summary>One of many calls of a long run, which leaves a part of the budget to those who wait.</summary>
    Bulk,
}

/// <summary>What a budget is for.</summary>
public enum QuotaScope
{
    /// <summary>One account in one Google project.</summary>
    Mailbox,

    /// <summary>One tenant's share of a Google project.</summary>
    Tenant,

    /// <summary>All of a Google project.</summary>
    Project,
}

/// <summary>What is left of the budgets of a call.</summary>
/// <param name="Remaining">Units of the user's in this minute, about; fewer where the tenant or the project has fewer.</param>
/// <param name="RetryAfter">Null when the units were taken; else how long until there are new ones.</param>
/// <param name="Exhausted">The first budget that does not have the units; null when they were taken.</param>
public sealed record QuotaState(int Remaining, TimeSpan? RetryAfter, QuotaScope? Exhausted)
{
    /// <summary>The units were taken.</summary>
    public static QuotaState Taken(int remaining) => new(remaining, RetryAfter: null, Exhausted: null);
}

/// <summary>
/// Gmail's quota: each method costs units, of which a user and a Google project have so many in a minute, and a tenant a share of its
/// project's. All nodes take from the same budgets, so that Google need not refuse what would then be refused for longer.
/// </summary>
public interface IQuota
{
    /// <summary>Units of one call.</summary>
    /// <param name="method">As the discovery document has it, without <c>gmail.users.</c></param>
    int CostOf(string method);

    /// <summary>Takes all of the units from every budget, or none.</summary>
    Task<QuotaState> TakeAsync(TenantId tenant, Guid grantId, int units, QuotaLane lane, CancellationToken ct);

    /// <summary>Deletes budgets of minutes that are over; answers how many.</summary>
    Task<int> PurgeAsync(CancellationToken ct);
}
