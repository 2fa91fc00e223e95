using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;

/// <summary>CseIdentity of the Gmail API (client-side encryption).</summary>
internal sealed record CseIdentity
{
    public string? EmailAddress { get; init; }

    public string? PrimaryKeyPairId { get; init; }

    public SignAndEncryptKeyPairs? SignAndEncryptKeyPairs { get; init; }

    /// <summary>The key pairs that it names.</summary>
    public IEnumerable<string> KeyPairIds() =>
        new[] { PrimaryKeyPairId, SignAndEncryptKeyPairs?.SigningKeyPairId, SignAndEncryptKeyPairs?.EncryptionKeyPairId }.OfType<string>();
}

internal sealed record SignAndEncryptKeyPairs
{
    public string? SigningKeyPairId { get; init; }

    public string? EncryptionKeyPairId { get; init; }
}

/// <summary>CseKeyPair of the Gmail API.</summary>
internal sealed record CseKeyPair
{
    public const string Enabled = "enabled";
    public const string Disabled = "disabled";

    public string? KeyPairId { get; init; }

    public string? EnablementState { get; init; }

    public DateTimeOffset? DisableTime { get; init; }

    public IReadOnlyList<string>? SubjectEmailAddresses { get; init; }

    public string? Pem { get; init; }

    /// <summary>Request only: PKCS #7 with its certificates, in PEM.</summary>
    public string? Pkcs7 { get; init; }

    public IReadOnlyList<CsePrivateKeyMetadata>? PrivateKeyMetadata { get; init; }

    /// <summary>An enabled key pair with the members derived from its certificates; null if they cannot be read.</summary>
    public CseKeyPair? Completed()
    {
        if (Certificates() is not { Count: > 0 } certificates)
        {
            return null;
        }

        return new CseKeyPair
        {
            KeyPairId = $"ANe1Bm{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}",
            EnablementState = Enabled,
            SubjectEmailAddresses = [certificates[0].GetNameInfo(X509NameType.EmailName, forIssuer: false)],
            Pem = string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n")),
            PrivateKeyMetadata = [.. (PrivateKeyMetadata ?? []).Select(CsePrivateKeyMetadata.WithId)],
        };
    }

    // The leaf comes first.
    private X509Certificate2Collection? Certificates()
    {
        try
        {
            if (!PemEncoding.TryFind(Pkcs7, out var fields))
            {
                return null;
            }

            var message = new SignedCms();
            message.Decode(Convert.FromBase64String(Pkcs7![fields.Base64Data]));
            return message.Certificates;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

internal sealed record CsePrivateKeyMetadata
{
    public string? PrivateKeyMetadataId { get; init; }

    public KaclsKeyMetadata? KaclsKeyMetadata { get; init; }

    public HardwareKeyMetadata? HardwareKeyMetadata { get; init; }

    public static CsePrivateKeyMetadata WithId(CsePrivateKeyMetadata metadata) =>
        metadata with { PrivateKeyMetadataId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) };
}

internal sealed record KaclsKeyMetadata
{
    public string? KaclsUri { get; init; }

    public string? KaclsData { get; init; }
}

internal sealed record HardwareKeyMetadata
{
    public string? Description { get; init; }
}

/// <summary>The body of enable, disable and obliterate: empty.</summary>
internal sealed record CseKeyPairCommand;

internal sealed record CseKeyPairListResource(IReadOnlyList<CseKeyPair>? CseKeyPairs, string? NextPageToken);

internal sealed record CseIdentityListResource(IReadOnlyList<CseIdentity>? CseIdentities, string? NextPageToken);
