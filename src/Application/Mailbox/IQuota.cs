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

/// <summary>What is left of a budget.</summary>
/// <param name="Remaining">Units of the user's in this minute, about.</param>
/// <param name="RetryAfter">Null when the units were taken; else how long until there are new ones.</param>
public sealed record QuotaState(int Remaining, TimeSpan? RetryAfter);

/// <summary>
/// Gmail's quota: each method costs units, of which a user and a Google project have so many in a minute. All nodes take from the same
/// budgets, so that Google need not refuse what would then be refused for longer.
/// </summary>
public interface IQuota
{
    /// <summary>Units of one call.</summary>
    /// <param name="method">As the discovery document has it, without <c>gmail.users.</c></param>
    int CostOf(string method);

    /// <summary>Takes all of the units, or none.</summary>
    Task<QuotaState> TakeAsync(TenantId tenant, Guid grantId, int units, QuotaLane lane, CancellationToken ct);

    /// <summary>Deletes budgets of minutes that are over; answers how many.</summary>
    Task<int> PurgeAsync(CancellationToken ct);
}
