using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault;
using Microsoft.AspNetCore.DataProtection;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>The secrets of pending authorizations. Resealing one leaves its revision, so that a consent on its way is not refused.</summary>
internal sealed class SealedAuthorizations(SealedRows rows, IDataProtectionProvider keyRing) : ISealedValues
{
    public string Kind => "authorizations";

    public Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken ct) => rows.CountByKeyAsync(SealedTable.Authorizations, ct);

    public Task<ResealedBatch> ResealAsync(Guid from, Guid after, int limit, CancellationToken ct) =>
        rows.ResealAsync(SealedTable.Authorizations, from, after, limit, Reseal, ct);

    private byte[] Reseal(Guid id, byte[] box)
    {
        var protector = MartenAuthorizationStore.Protector(keyRing, id);
        return protector.Protect(protector.Unprotect(box));
    }
}
