using System.Text;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Audit;
using Rfc8032 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Ed25519 (RFC 8032), which the base class library does not have.</summary>
internal sealed class Ed25519 : ISignatureCheck
{
    /// <summary>Bytes of a private key, any of which are one.</summary>
    public const int PrivateKeySize = 32;

    public static byte[] PublicKeyOf(byte[] privateKey)
    {
        var publicKey = new byte[Rfc8032.PublicKeySize];
        Rfc8032.GeneratePublicKey(privateKey, 0, publicKey, 0);
        return publicKey;
    }

    public static NoteSignature Sign(byte[] privateKey, NoteKey key, string text)
    {
        var (message, signature) = (Encoding.UTF8.GetBytes(text), new byte[Rfc8032.SignatureSize]);
        Rfc8032.Sign(privateKey, 0, message, 0, message.Length, signature, 0);
        return new NoteSignature(key.Name, key.Id, signature);
    }

    public bool Verifies(NoteKey key, string text, byte[] signature)
    {
        var message = Encoding.UTF8.GetBytes(text);
        return signature.Length == Rfc8032.SignatureSize && Rfc8032.Verify(signature, 0, key.PublicKey, 0, message, 0, message.Length);
    }
}
