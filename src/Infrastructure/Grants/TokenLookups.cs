using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Microsoft.AspNetCore.DataProtection;
using Secret = GmailPlatform.Domain.Secret;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>What Google may call a refresh token by (OAuth Event Types section 2), each digested under the server's lookup key.</summary>
/// <param name="Hash">Of the double SHA-512 of the token.</param>
/// <param name="Prefix">Of its first 16 characters, which without a key could be guessed from their digest.</param>
internal sealed record TokenLookup(string Hash, string Prefix);

/// <summary>The lookup key as it rests: sealed under the key ring.</summary>
internal sealed record TokenLookupKey(string Id, byte[] SealedKey)
{
    /// <summary>The row of the key ring that <see cref="SealedKey"/> needs, in a column of its own.</summary>
    public string? SealingKey => SealedPayload.KeyRowOf(SealedKey);
}

/// <summary>
/// Makes the values that find a stored refresh token by Google's name for it, without opening any credential, and a recent erasure by the person's
/// id. One key serves all grants, since the name does not say whose token it is.
/// </summary>
internal sealed class TokenLookups(IDocumentStore store, IDataProtectionProvider keyRing)
{
    public const string KeyId = "refresh-token";

    private const string HashAlgorithm = "hash_base64_sha512_sha512";
    private const string PrefixAlgorithm = "prefix";
    private const string SubjectAlgorithm = "sub";
    private const int PrefixLength = 16;

    private byte[]? _key;

    public async Task<TokenLookup> OfAsync(Secret refreshToken, CancellationToken ct)
    {
        var key = await KeyAsync(ct);
        var token = refreshToken.Reveal();
        var hash = Convert.ToBase64String(SHA512.HashData(SHA512.HashData(Encoding.UTF8.GetBytes(token))));
        return new TokenLookup(Digest(key, HashAlgorithm, hash), Digest(key, PrefixAlgorithm, token[..Math.Min(PrefixLength, token.Length)]));
    }

    /// <summary>The value for Google's name of a token; null for a way of naming that is not known.</summary>
    public async Task<string?> OfNameAsync(string algorithm, string name, CancellationToken ct) =>
        algorithm is HashAlgorithm or PrefixAlgorithm ? Digest(await KeyAsync(ct), algorithm, name) : null;

    /// <summary>The value for a person's id (Google's <c>sub</c>).</summary>
    public async Task<string> OfSubjectAsync(string subject, CancellationToken ct) => Digest(await KeyAsync(ct), SubjectAlgorithm, subject);

    private static string Digest(byte[] key, string algorithm, string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{algorithm}\n{name}")));

    /// <summary>Two that load it at once load the same.</summary>
    private async Task<byte[]> KeyAsync(CancellationToken ct) => _key ??= await LoadAsync(ct) ?? await CreateAsync(ct);

    private async Task<byte[]?> LoadAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        return await session.LoadAsync<TokenLookupKey>(KeyId, ct) is { } stored ? Protector(keyRing).Unprotect(stored.SealedKey) : null;
    }

    private async Task<byte[]> CreateAsync(CancellationToken ct)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        await using var session = store.LightweightSession();
        session.Insert(new TokenLookupKey(KeyId, Protector(keyRing).Protect(key)));
        // Of several nodes that make one at once, the first counts.
        return await session.TrySaveAsync(ct)
            ? key
            : await LoadAsync(ct) ?? throw new InvalidOperationException("The lookup key is there and cannot be read.");
    }

    internal static IDataProtector Protector(IDataProtectionProvider keyRing) => keyRing.CreateProtector("GmailPlatform.Grants.TokenLookup");
}
