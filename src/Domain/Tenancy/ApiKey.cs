using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.Domain.Tenancy;

/// <summary>A key of a tenant's application. Only the SHA-256 of its 256-bit secret is kept.</summary>
public sealed record ApiKey(
    string Id, Guid TenantId, string Name, string SecretSha256, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The only grant that the key has access to; null for a key of the tenant, which has access to all of them.</summary>
    public Guid? GrantId { get; init; }

    /// <summary>A new key and its token, which is shown once: <c>gp_&lt;id&gt;_&lt;secret&gt;</c>, or <c>gpg_…</c> for a key bound to a grant.</summary>
    public static (ApiKey Key, Secret Token) Create(
        TenantId tenant, string name, IEnumerable<string> permissions, DateTimeOffset? expiresAt, DateTimeOffset now, Guid? grantId = null)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var secret = Secret.Random();
        var key = new ApiKey(id, tenant.Value, name.Trim(), secret.Sha256(), [.. permissions.Distinct(StringComparer.Ordinal)], now, expiresAt) { GrantId = grantId };
        return (key, new ApiKeyToken(id, secret, grantId is not null).Format());
    }

    /// <summary>Revoking twice keeps the first moment.</summary>
    public ApiKey Revoke(DateTimeOffset now) => this with { RevokedAt = RevokedAt ?? now };

    /// <summary>Whether the key may be used on a grant of its tenant.</summary>
    public bool Reaches(Guid grantId) => GrantId is null || GrantId == grantId;

    /// <summary>Whether this secret opens this key now. The answer never says which of the checks failed.</summary>
    public bool IsOpenedBy(Secret secret, DateTimeOffset now) => IsOpenedBy(secret.Reveal(), now);

    /// <inheritdoc cref="IsOpenedBy(Secret, DateTimeOffset)" />
    public bool IsOpenedBy(ReadOnlySpan<char> secret, DateTimeOffset now) =>
        HasSecret(secret) && RevokedAt is null && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>Asked with each request: compares in fixed time and allocates nothing.</summary>
    private bool HasSecret(ReadOnlySpan<char> secret)
    {
        Span<byte> utf8 = stackalloc byte[ApiKeyToken.SecretLength];
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> kept = stackalloc byte[SHA256.HashSizeInBytes];
        return Ascii.FromUtf16(secret, utf8, out var length) is OperationStatus.Done
            && SHA256.HashData(utf8[..length], given) == given.Length
            && Convert.FromHexString(SecretSha256, kept, out _, out _) is OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, kept);
    }
}

/// <summary>The bearer token of an API key, taken apart.</summary>
/// <param name="IsBoundToGrant">Whether the token says that its key is bound to one grant.</param>
public sealed record ApiKeyToken(string KeyId, Secret Secret, bool IsBoundToGrant = false)
{
    internal const int SecretLength = 43;
    private const string TenantPrefix = "gp_";
    private const string GrantPrefix = "gpg_";
    private const int IdLength = 16;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads <c>gp_&lt;id&gt;_&lt;secret&gt;</c> or <c>gpg_&lt;id&gt;_&lt;secret&gt;</c>; null when the text is not of that shape.</summary>
    public static ApiKeyToken? Parse(string text) => TrySplit(text, out var keyId, out var secret, out var isBoundToGrant)
        ? new ApiKeyToken(keyId.ToString(), new Secret(secret.ToString()), isBoundToGrant)
        : null;

    /// <summary>Takes the text apart where it lies.</summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> keyId, out ReadOnlySpan<char> secret, out bool isBoundToGrant)
    {
        keyId = default;
        secret = default;
        isBoundToGrant = text.StartsWith(GrantPrefix);
        var prefix = isBoundToGrant ? GrantPrefix : TenantPrefix;
        if (text.Length != prefix.Length + IdLength + 1 + SecretLength || !text.StartsWith(prefix) || text[prefix.Length + IdLength] != '_')
        {
            return false;
        }

        keyId = text.Slice(prefix.Length, IdLength);
        secret = text[^SecretLength..];
        return !keyId.ContainsAnyExcept(LowerHex);
    }

    /// <summary>Whether the token's prefix matches the key: bound to a grant or not.</summary>
    public static bool Fits(ApiKey key, bool isBoundToGrant) => isBoundToGrant == key.GrantId is not null;

    /// <summary>The token as clients send it.</summary>
    public Secret Format() => new($"{(IsBoundToGrant ? GrantPrefix : TenantPrefix)}{KeyId}_{Secret.Reveal()}");
}
