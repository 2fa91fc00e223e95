using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.Domain.Audit;

/// <summary>The public half of an Ed25519 key that signs notes (C2SP signed-note).</summary>
/// <param name="Name">The name that its signatures carry.</param>
/// <param name="PublicKey">32 bytes (RFC 8032).</param>
public sealed record NoteKey(string Name, byte[] PublicKey)
{
    private const byte Ed25519 = 1;
    private const int PublicKeyLength = 32;

    /// <summary>Tells keys of one name apart: four bytes, in lower-case hexadecimal.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Name}\n"), Ed25519, .. PublicKey])[..4]);

    /// <summary>The key as verifiers take it: <c>name+id+base64</c>.</summary>
    public override string ToString() => $"{Name}+{Id}+{Convert.ToBase64String([Ed25519, .. PublicKey])}";

    /// <summary>Null for what is no such key, or names another id than its own.</summary>
    public static NoteKey? Parse(string text) =>
        text.Split('+', 3) is [{ Length: > 0 } name, var id, var encoded]
        && SignedNote.FromBase64(encoded) is [Ed25519, .. { Length: PublicKeyLength } publicKey]
        && new NoteKey(name, publicKey) is var key && key.Id == id
            ? key
            : null;
}
