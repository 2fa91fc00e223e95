using System.Security.Cryptography;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Microsoft.AspNetCore.DataProtection;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>A key that signs checkpoints, as it rests.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="SealedKey">The private half, sealed under the key ring; null once it was destroyed.</param>
internal sealed record CheckpointKeyDocument(string Id, string Name, byte[] PublicKey, byte[]? SealedKey, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt)
{
    /// <summary>The row of the key ring that <see cref="SealedKey"/> needs, in a column of its own.</summary>
    public string? SealingKey => SealedPayload.KeyRowOf(SealedKey);

    public NoteKey Key => new(Name, PublicKey);
}

/// <summary>Signs by a key that rests sealed and is opened for each signature.</summary>
internal sealed class SealedCheckpointSigner(IDocumentStore store, IDataProtectionProvider keyRing, TimeProvider clock) : ICheckpointSigner
{
    public async Task<SignedNote> SignAsync(Checkpoint checkpoint, CancellationToken ct)
    {
        var inUse = await InUseAsync(ct);
        if (inUse.Count == 0)
        {
            await using var session = store.LightweightSession();
            session.Insert(Create(checkpoint.Origin));
            await session.SaveChangesAsync(ct);
            // Of several nodes that made one at once, all take the same.
            inUse = await InUseAsync(ct);
        }

        return new SignedNote(checkpoint.Text, [Sign(inUse[0], checkpoint.Text)]);
    }

    public async Task<SignedNote> RotateAsync(Checkpoint head, CancellationToken ct)
    {
        var (before, created) = (await InUseAsync(ct), Create(head.Origin));
        var signatures = before.Take(1).Append(created).Select(key => Sign(key, head.Text)).ToList();
        await using var session = store.LightweightSession();
        session.Store([.. before.Select(key => key with { SealedKey = null, RetiredAt = clock.GetUtcNow() }), created]);
        await session.SaveChangesAsync(ct);
        return new SignedNote(head.Text, signatures);
    }

    public async Task<IReadOnlyList<CheckpointKey>> ListAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var keys = await session.Query<CheckpointKeyDocument>().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToAuthenticListAsync(ct);
        return [.. keys.Select(key => new CheckpointKey(key.Key, key.CreatedAt, key.RetiredAt))];
    }

    internal static IDataProtector Protector(IDataProtectionProvider keyRing) => keyRing.CreateProtector("GmailPlatform.Audit.CheckpointKey");

    private async Task<IReadOnlyList<CheckpointKeyDocument>> InUseAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.Query<CheckpointKeyDocument>().Where(key => key.RetiredAt == null).OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToAuthenticListAsync(ct);
    }

    private CheckpointKeyDocument Create(string name)
    {
        var privateKey = RandomNumberGenerator.GetBytes(Ed25519.PrivateKeySize);
        var key = new NoteKey(name, Ed25519.PublicKeyOf(privateKey));
        return new CheckpointKeyDocument(key.Id, name, key.PublicKey, Protector(keyRing).Protect(privateKey), clock.GetUtcNow(), RetiredAt: null);
    }

    private NoteSignature Sign(CheckpointKeyDocument key, string text) => Ed25519.Sign(Protector(keyRing).Unprotect(key.SealedKey!), key.Key, text);
}
