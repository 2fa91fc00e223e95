using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GmailPlatform.GoogleSandbox.Gmail.Messages;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;

/// <summary>SmimeInfo of the Gmail API.</summary>
internal sealed record SmimeInfo
{
    public string? Id { get; init; }

    public string? IssuerCn { get; init; }

    public bool? IsDefault { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public string? Expiration { get; init; }

    public string? Pem { get; init; }

    /// <summary>Request only: PKCS #12 in base64.</summary>
    public string? Pkcs12 { get; init; }

    /// <summary>Request only.</summary>
    public string? EncryptedKeyPassword { get; init; }

    /// <summary>Reads the certificates of a PKCS #12; null if it cannot be read or has no private key. The private key is not stored.</summary>
    public static SmimeInfo? FromPkcs12(string? base64, string? password)
    {
        if (base64 is null || !WebSafeBase64.TryDecode(base64, out var bytes))
        {
            return null;
        }

        try
        {
            var certificates = X509CertificateLoader.LoadPkcs12Collection(bytes, password, X509KeyStorageFlags.EphemeralKeySet);
            var own = certificates.FirstOrDefault(certificate => certificate.HasPrivateKey);
            return own is null ? null : Describe(own, certificates);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static SmimeInfo Describe(X509Certificate2 own, X509Certificate2Collection certificates) => new()
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
        IssuerCn = own.GetNameInfo(X509NameType.SimpleName, forIssuer: true),
        IsDefault = false,
        Expiration = new DateTimeOffset(own.NotAfter).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
        Pem = string.Concat(certificates.OrderByDescending(certificate => certificate == own).Select(certificate => certificate.ExportCertificatePem() + "\n")),
    };
}

/// <summary>A certificate of an address that the account sends from.</summary>
internal sealed record StoredCertificate(string SendAsEmail, SmimeInfo Info);

internal sealed record SmimeInfoListResource(IReadOnlyList<SmimeInfo>? SmimeInfo);
