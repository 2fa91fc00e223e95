using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Tenancy;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>The secrets of tenants' own Google clients.</summary>
internal sealed class SealedClientSecrets(SealedRows rows, TenantSecrets secrets) : ISealedValues
{
    public string Kind => "clientSecrets";

    public Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken ct) => rows.CountByKeyAsync(SealedTable.ClientSecrets, ct);

    public Task<ResealedBatch> ResealAsync(Guid from, Guid after, int limit, CancellationToken ct) =>
        rows.ResealAsync(SealedTable.ClientSecrets, from, after, limit, (id, box) => secrets.Reseal(new TenantId(id), box), ct);
}
