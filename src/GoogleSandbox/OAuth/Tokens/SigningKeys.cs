using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

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

    private static RsaSecurityKey NewKey() =>
        new(RSA.Create(2048)) { KeyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)) };
}
