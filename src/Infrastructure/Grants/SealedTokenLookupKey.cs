using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault;
using Marten;
using Microsoft.AspNetCore.DataProtection;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>The one key that finds refresh tokens by Google's names for them. It stays the same: every noted name rests on it.</summary>
internal sealed class SealedTokenLookupKey(IDocumentStore store, SealedRows rows, IDataProtectionProvider keyRing) : ISealedValues
{
    public string Kind => "tokenLookupKeys";

    public Task<IReadOnlyDictionary<Guid, long>> CountByKeyAsync(CancellationToken ct) => rows.CountByKeyAsync(SealedTable.TokenLookupKeys, ct);

    public async Task<ResealedBatch> ResealAsync(Guid from, Guid after, int limit, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        if (await session.LoadAsync<TokenLookupKey>(TokenLookups.KeyId, ct) is not { SealedKey: var before } || SealedPayload.KeyOf(before) != from)
        {
            return new ResealedBatch(0, 0, after);
        }

        var protector = TokenLookups.Protector(keyRing);
        var box = protector.Protect(protector.Unprotect(before));
        var resealed = SealedPayload.KeyOf(box) != from && await rows.TryReplaceAsync(SealedTable.TokenLookupKeys, TokenLookups.KeyId, before, box, ct);
        return new ResealedBatch(1, resealed ? 1 : 0, after);
    }
}
