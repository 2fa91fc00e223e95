using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>The latest erasure of a person at a tenant, or the latest repetition of an end.</summary>
public sealed record Erasure(TenantId Tenant, DateTimeOffset ErasedAt);

/// <summary>
/// Marks of recent erasures, which every node sees as soon as the person is erased, and of ends that were repeated. A mark is a keyed digest of the
/// person's id and says nothing without the key. It is kept only for as long as tokens of an exchange that began before may still wait for their commit.
/// </summary>
public interface IErasures
{
    /// <summary>
    /// Marks the repeated end of a grant, which adds nothing to its history. Once this returns, no tokens of an exchange that began before
    /// <paramref name="at"/> are committed any more.
    /// </summary>
    /// <param name="tenant">The tenant of the grant.</param>
    /// <param name="grantId">The grant that was ended before.</param>
    /// <param name="subject">Google's <c>sub</c> of its person; null once that is erased, where only a mark that still exists can be renewed.</param>
    /// <param name="at">When the end was repeated.</param>
    /// <param name="ct">Cancels the writing.</param>
    Task RepeatAsync(TenantId tenant, Guid grantId, string? subject, DateTimeOffset at, CancellationToken ct);

    /// <summary>Deletes the marks of erasures before <paramref name="before"/> and answers how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct);
}
