using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>A signing key as the state file keeps it.</summary>
internal sealed record SavedSigningKey(string KeyId, RSA Key);

/// <summary>Two RSA keys, as Google publishes: one signs, the other was before it.</summary>
internal sealed class SigningKeys : IDisposable
{
    private readonly Lock _gate = new();
    private Queue<RsaSecurityKey>? _keys;

    /// <summary>All published keys, oldest first.</summary>
    public IReadOnlyList<RsaSecurityKey> Published
    {
        get
        {
            lock (_gate)
            {
                return [.. Keys];
            }
        }
    }

    public SigningCredentials Current => new(Published[^1], SecurityAlgorithms.RsaSha256);

    private Queue<RsaSecurityKey> Keys => _keys ??= new Queue<RsaSecurityKey>([NewKey(), NewKey()]);

    /// <summary>A new key signs; the one that signed stays published; the oldest goes.</summary>
    public string Rotate()
    {
        lock (_gate)
        {
            var key = NewKey();
            Keys.Dequeue();
            Keys.Enqueue(key);
            return key.KeyId;
        }
    }

    /// <summary>Oldest first; none while nobody has asked for one.</summary>
    public IReadOnlyList<SavedSigningKey> Snapshot()
    {
        lock (_gate)
        {
            return [.. (_keys ?? []).Select(key => new SavedSigningKey(key.KeyId, key.Rsa))];
        }
    }

    public void Restore(IReadOnlyList<SavedSigningKey> keys)
    {
        lock (_gate)
        {
            _keys = keys.Count == 0 ? null : new Queue<RsaSecurityKey>(keys.Select(saved => Key(saved.Key, saved.KeyId)));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var key in _keys ?? [])
            {
                key.Rsa?.Dispose();
            }
        }
    }

    private static RsaSecurityKey NewKey() => Key(RSA.Create(2048), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));

    // The library's cache goes by key id: in one process it would outlive the key and serve another sandbox with the same state.
    private static RsaSecurityKey Key(RSA rsa, string keyId) =>
        new(rsa) { KeyId = keyId, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
}
