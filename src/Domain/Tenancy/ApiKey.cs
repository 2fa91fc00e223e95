using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.Domain.Tenancy;

/// <summary>A key of a tenant's application. Only the SHA-256 of its 256-bit secret is kept.</summary>
public sealed record ApiKey(
    string Id, Guid TenantId, string Name, string SecretSha256, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>A new key and the only sight of its token, <c>gp_&lt;id&gt;_&lt;secret&gt;</c>.</summary>
    public static (ApiKey Key, Secret Token) Create(
        TenantId tenant, string name, IEnumerable<string> permissions, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var secret = Secret.Random();
        var key = new ApiKey(id, tenant.Value, name.Trim(), secret.Sha256(), [.. permissions.Distinct(StringComparer.Ordinal)], now, expiresAt);
        return (key, new ApiKeyToken(id, secret).Format());
    }

    /// <summary>Revoking twice keeps the first moment.</summary>
    public ApiKey Revoke(DateTimeOffset now) => this with { RevokedAt = RevokedAt ?? now };

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
public sealed record ApiKeyToken(string KeyId, Secret Secret)
{
    internal const int SecretLength = 43;
    private const string Prefix = "gp_";
    private const int IdLength = 16;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads <c>gp_&lt;id&gt;_&lt;secret&gt;</c>; null when the text is not of that shape.</summary>
    public static ApiKeyToken? Parse(string text) =>
        TrySplit(text, out var keyId, out var secret) ? new ApiKeyToken(keyId.ToString(), new Secret(secret.ToString())) : null;

    /// <summary>Takes the text apart where it lies.</summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> keyId, out ReadOnlySpan<char> secret)
    {
        keyId = default;
        secret = default;
        if (text.Length != Prefix.Length + IdLength + 1 + SecretLength || !text.StartsWith(Prefix) || text[Prefix.Length + IdLength] != '_')
        {
            return false;
        }

        keyId = text.Slice(Prefix.Length, IdLength);
        secret = text[^SecretLength..];
        return !keyId.ContainsAnyExcept(LowerHex);
    }

    public Secret Format() => new($"{Prefix}{KeyId}_{Secret.Reveal()}");
}
