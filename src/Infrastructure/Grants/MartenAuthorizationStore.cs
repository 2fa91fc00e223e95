using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Grants.Consents;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Tenancy;
using JasperFx;
using Marten;
using Microsoft.AspNetCore.DataProtection;
using Secret = GmailPlatform.Domain.Secret;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>An authorization as it rests: its secrets sealed under the key ring.</summary>
/// <param name="LoginHintKey">The login hint in lower case, where erasure finds it.</param>
internal sealed record AuthorizationDocument(
    Guid Id, string StateSha256, DateTimeOffset ExpiresAt, Guid? GrantId, string? LoginHintKey, Authorization Authorization, byte[] SealedSecrets) : IRevisioned
{
    /// <summary>Marten's revision of the row.</summary>
    public int Version { get; set; }

    /// <summary>The row of the key ring that the secrets need, in a column of its own.</summary>
    public string? SealingKey => SealedPayload.KeyRowOf(SealedSecrets);
}

internal sealed class MartenAuthorizationStore(IDocumentStore store, IDataProtectionProvider keyRing) : IAuthorizationStore
{
    /// <summary>The plain form inside the box; <see cref="Secret"/> itself never serializes.</summary>
    private sealed record Box(string State, string CodeVerifier, string Nonce, string? ClientState);

    public async Task<StoredAuthorization?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return Open((await session.LoadAsync<AuthorizationDocument>(id, ct)).At(id, document => document.Id));
    }

    public async Task<StoredAuthorization?> FindByStateAsync(Secret state, CancellationToken ct)
    {
        var hash = state.Sha256();
        await using var session = store.QuerySession();
        if (await session.Query<AuthorizationDocument>().FirstOrDefaultAsync(document => document.StateSha256 == hash, ct) is { } document)
        {
            return Open(document);
        }

        if (OpenOffered(state) is not { } offered)
        {
            return null;
        }

        // Another request with this state may have stored it since the query; one that was reopened has another state.
        return await FindAsync(offered.Authorization.Id, ct) is not { } stored ? await CompleteAsync(session, offered, state, ct)
            : stored.Authorization.StateSha256 == hash ? stored
            : null;
    }

    public StoredAuthorization Offer(Authorization authorization, Secret? clientState, Guid? clientStateIn)
    {
        var (verifier, nonce) = (Secret.Random(), Secret.Random());
        var offered = new OfferedState(authorization, verifier, nonce)
        {
            ClientState = clientStateIn is null ? clientState : null,
            ClientStateIn = clientStateIn,
            ReturnUrlDigest = OfferedState.DigestOf(authorization.ReturnUrl),
        };
        var state = new Secret(Base64Url.EncodeToString(StateProtector.Protect(offered.ToBytes())));
        return new StoredAuthorization(
            authorization with { StateSha256 = state.Sha256() }, new AuthorizationSecrets(state, verifier, nonce, clientState), Revision: 0);
    }

    public async Task<bool> TrySaveAsync(StoredAuthorization authorization, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        Write(session, authorization, keyRing);
        return await session.TrySaveAsync(ct);
    }

    /// <summary>Queues an authorization for the session's transaction, which fails where its row moved on.</summary>
    internal static void Write(IDocumentOperations documents, StoredAuthorization authorization, IDataProtectionProvider keyRing)
    {
        var document = Seal(authorization, keyRing);
        if (authorization.Revision == 0)
        {
            documents.Insert(document);
        }
        else
        {
            documents.UpdateRevision(document, authorization.Revision + 1);
        }
    }

    public Task<bool> TryRecordOutcomeAsync(StoredAuthorization authorization, AuthorizationOutcome outcome, CancellationToken ct) =>
        TrySaveAsync(authorization with { Authorization = authorization.Authorization with { Outcome = outcome } }, ct);

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var session = store.LightweightSession();
        var ended = await session.Query<AuthorizationDocument>().CountAsync(document => document.ExpiresAt < before, ct);
        session.DeleteWhere<AuthorizationDocument>(document => document.ExpiresAt < before);
        await session.SaveChangesAsync(ct);
        return ended;
    }

    private static AuthorizationDocument Seal(StoredAuthorization stored, IDataProtectionProvider keyRing)
    {
        var (authorization, secrets, _) = stored;
        var box = new Box(secrets.State.Reveal(), secrets.CodeVerifier.Reveal(), secrets.Nonce.Reveal(), secrets.ClientState?.Reveal());
        return new AuthorizationDocument(
            authorization.Id,
            authorization.StateSha256,
            authorization.ExpiresAt,
            authorization.GrantId,
            authorization.LoginHint?.ToLowerInvariant(),
            authorization,
            Protector(keyRing, authorization.Id).Protect(JsonSerializer.SerializeToUtf8Bytes(box)));
    }

    private StoredAuthorization? Open(AuthorizationDocument? document)
    {
        if (document is null)
        {
            return null;
        }

        var box = JsonSerializer.Deserialize<Box>(Protector(keyRing, document.Id).Unprotect(document.SealedSecrets))!;
        var secrets = new AuthorizationSecrets(new Secret(box.State), new Secret(box.CodeVerifier), new Secret(box.Nonce), Secret.From(box.ClientState));
        return new StoredAuthorization(document.Authorization, secrets, document.Version);
    }

    /// <summary>Adds what the state refers to. Null once the authorization that has the application's state is deleted.</summary>
    private async Task<StoredAuthorization?> CompleteAsync(IQuerySession session, OfferedState offered, Secret state, CancellationToken ct)
    {
        var clientState = offered.ClientState;
        if (offered.ClientStateIn is { } id)
        {
            if (await FindAsync(id, ct) is not { } source)
            {
                return null;
            }

            clientState = source.Secrets.ClientState;
        }

        var authorization = offered.Authorization with { StateSha256 = state.Sha256(), ReturnUrl = await ReturnUrlAsync(session, offered, ct) };
        var secrets = new AuthorizationSecrets(state, offered.CodeVerifier, offered.Nonce, clientState);
        return new StoredAuthorization(authorization, secrets, Revision: 0) { ClientStateIn = offered.ClientStateIn };
    }

    /// <summary>Null where the tenant has removed it since: nobody may be sent there any more.</summary>
    private static async Task<string?> ReturnUrlAsync(IQuerySession session, OfferedState offered, CancellationToken ct)
    {
        if (offered.ReturnUrlDigest.Length == 0)
        {
            return null;
        }

        var tenant = offered.Authorization.TenantId;
        var document = (await session.LoadAsync<TenantDocument>(tenant, ct)).At(tenant, stored => stored.Id);
        return document?.Tenant.ReturnUrls.FirstOrDefault(url => OfferedState.DigestOf(url).AsSpan().SequenceEqual(offered.ReturnUrlDigest));
    }

    /// <summary>Null for a state that was not sealed here.</summary>
    private OfferedState? OpenOffered(Secret state)
    {
        if (!Base64Url.IsValid(state.Reveal()))
        {
            return null;
        }

        try
        {
            return OfferedState.Read(StateProtector.Unprotect(Base64Url.DecodeFromChars(state.Reveal())));
        }
        // Anybody can send a state that names a key which never was; one that is there and does not open is for the operator.
        catch (CryptographicException e) when (e is not SealingKeyMissingException { IsInRing: true })
        {
            return null;
        }
    }

    private IDataProtector StateProtector => keyRing.CreateProtector("GmailPlatform.Grants.OfferedState.2");

    internal static IDataProtector Protector(IDataProtectionProvider keyRing, Guid id) =>
        keyRing.CreateProtector("GmailPlatform.Grants.Authorization", id.ToString());
}
