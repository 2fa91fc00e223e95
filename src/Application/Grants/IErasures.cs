using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>An erasure of a person at a tenant.</summary>
public sealed record Erasure(TenantId Tenant, DateTimeOffset ErasedAt);

/// <summary>
/// Marks of recent erasures, which every node sees as soon as the person is erased. A mark is a keyed digest of the person's id and says nothing
/// without the key. It is kept only for as long as tokens of an exchange that began before may still wait for their commit.
/// </summary>
public interface IErasures
{
    /// <summary>Deletes the marks of erasures before <paramref name="before"/> and answers how many.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct);
}
