using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>The person behind a grant, beside its events, where erasure reaches.</summary>
/// <param name="Id">The grant's id.</param>
/// <param name="EmailKey">The address in lower case, for the search.</param>
internal sealed record GrantAccount(Guid Id, string Subject, string? Email, string? EmailKey, string? Name, string? ReturnUrl)
{
    public static GrantAccount Of(Guid grantId, GoogleAccount account, string? returnUrl) =>
        new(grantId, account.Subject, account.Email, account.Email?.ToLowerInvariant(), account.Name, returnUrl);

    public GoogleAccount ToAccount() => new(Subject, Email, Name);
}

/// <summary>A grant's data key, wrapped by the key ring, and the tokens sealed under it.</summary>
/// <param name="Id">The grant's id.</param>
/// <param name="RefreshToken">Null once the tokens were deleted.</param>
/// <param name="AccessToken">Null once the tokens were deleted or the person was erased.</param>
internal sealed record SealedCredential(Guid Id, int Generation, byte[] WrappedKey, byte[]? RefreshToken, byte[]? AccessToken)
{
    /// <summary>The <c>sub</c> of an erased person of whom Google has still to be told: tells whether they consented anew meanwhile.</summary>
    public byte[]? Subject { get; init; }

    /// <summary>See <see cref="TokenLookup"/>. Null once the tokens were deleted, and for tokens sealed before there were lookups.</summary>
    public string? RefreshTokenHash { get; init; }

    public string? RefreshTokenPrefix { get; init; }

    /// <summary>The row of the key ring that <see cref="WrappedKey"/> needs, in a column of its own.</summary>
    public string? SealingKey => SealedPayload.KeyRowOf(WrappedKey);

    public static SealedCredential Seal(TenantId tenant, Grant grant, GrantKey key, HeldTokens tokens, byte[] wrappedKey) => new(
        grant.Id,
        grant.Generation,
        wrappedKey,
        key.Seal(tokens.RefreshToken, Context(tenant, grant.Id, "refresh_token", grant.Generation)),
        tokens.AccessToken is null ? null : key.Seal(tokens.AccessToken, Context(tenant, grant.Id, "access_token", grant.Generation)));

    /// <summary>Lets Google's word on the refresh token find it unopened.</summary>
    public SealedCredential FoundBy(TokenLookup lookup) => this with { RefreshTokenHash = lookup.Hash, RefreshTokenPrefix = lookup.Prefix };

    public SealedCredential WithoutTokens() =>
        this with { RefreshToken = null, AccessToken = null, RefreshTokenHash = null, RefreshTokenPrefix = null };

    public HeldTokens? Open(TenantId tenant, GrantKey key) => RefreshToken is null
        ? null
        : new HeldTokens(
            key.Open(RefreshToken, Context(tenant, Id, "refresh_token", Generation)),
            OpenAccessToken(tenant, key));

    /// <summary>The access token alone; null once it was deleted.</summary>
    public Secret? OpenAccessToken(TenantId tenant, GrantKey key) =>
        AccessToken is null ? null : key.Open(AccessToken, Context(tenant, Id, "access_token", Generation));

    /// <summary>What is left when the person is erased and Google has still to be told.</summary>
    public SealedCredential WithoutPerson(TenantId tenant, GrantKey key, string subject) => this with
    {
        AccessToken = null,
        RefreshTokenHash = null,
        RefreshTokenPrefix = null,
        Subject = key.Seal(new Secret(subject), Context(tenant, Id, "subject", Generation)),
    };

    public string? OpenSubject(TenantId tenant, GrantKey key) =>
        Subject is null ? null : key.Open(Subject, Context(tenant, Id, "subject", Generation)).Reveal();

    /// <summary>A box moved to another tenant, grant, purpose or generation does not open.</summary>
    private static string Context(TenantId tenant, Guid grantId, string purpose, int generation) => $"{tenant}/{grantId}/{purpose}/{generation}";
}
