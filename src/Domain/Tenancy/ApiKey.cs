using System.Security.Cryptography;

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
    public bool IsOpenedBy(Secret secret, DateTimeOffset now) =>
        new Secret(SecretSha256).Equals(new Secret(secret.Sha256()))
        && RevokedAt is null
        && (ExpiresAt is null || now < ExpiresAt);
}

/// <summary>The bearer token of an API key, taken apart.</summary>
public sealed record ApiKeyToken(string KeyId, Secret Secret)
{
    private const string Prefix = "gp_";
    private const int IdLength = 16;
    private const int SecretLength = 43;

    /// <summary>Reads <c>gp_&lt;id&gt;_&lt;secret&gt;</c>; null when the text is not of that shape.</summary>
    public static ApiKeyToken? Parse(string text)
    {
        var wellFormed = text.Length == Prefix.Length + IdLength + 1 + SecretLength
            && text.StartsWith(Prefix, StringComparison.Ordinal)
            && text[Prefix.Length + IdLength] == '_'
            && text.Substring(Prefix.Length, IdLength).All(char.IsAsciiHexDigitLower);
        return wellFormed ? new ApiKeyToken(text.Substring(Prefix.Length, IdLength), new Secret(text[^SecretLength..])) : null;
    }

    public Secret Format() => new($"{Prefix}{KeyId}_{Secret.Reveal()}");
}
