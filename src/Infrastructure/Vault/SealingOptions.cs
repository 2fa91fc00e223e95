namespace GmailPlatform.Infrastructure.Vault;

/// <summary>
/// Section <c>Sealing</c>: what protects the key ring, which rests in the database. A master key or a certificate is required; where both
/// are set, the certificate protects and the master key still opens.
/// </summary>
public sealed class SealingOptions
{
    public const string Section = "Sealing";

    /// <summary>32 random bytes in base64, such as from <c>openssl rand -base64 32</c>.</summary>
    public string? MasterKey { get; set; }

    /// <summary>Master keys of before: they open what they protect, and protect nothing more.</summary>
    public string[] PreviousMasterKeys { get; set; } = [];

    /// <summary>A PKCS#12 file with a private key.</summary>
    public string? CertificateFile { get; set; }

    public string? CertificatePassword { get; set; }

    /// <summary>Certificates of before: they open what they protect, and protect nothing more.</summary>
    public PreviousCertificate[] PreviousCertificates { get; set; } = [];

    /// <summary>
    /// For one migration from a version that did not authenticate stored rows: also trusts rows that no master key can verify, such as a key
    /// ring under a certificate. Anyone who could write to the database before could have created such a row.
    /// </summary>
    public bool AdoptStoredRows { get; set; }

    internal bool HasMasterKey => !string.IsNullOrEmpty(MasterKey);

    internal bool HasCertificate => !string.IsNullOrEmpty(CertificateFile);

    /// <summary>The key that protects; throws where it is not one.</summary>
    internal MasterKey ReadMasterKey() => Vault.MasterKey.Parse($"{Section}:{nameof(MasterKey)}", MasterKey);

    /// <summary>Every key that opens, the present one first; throws where one is not a key.</summary>
    internal IReadOnlyList<MasterKey> ReadMasterKeys() =>
    [
        .. HasMasterKey ? [ReadMasterKey()] : Array.Empty<MasterKey>(),
        .. PreviousMasterKeys.Select((text, index) => Vault.MasterKey.Parse($"{Section}:{nameof(PreviousMasterKeys)}:{index}", text)),
    ];
}

/// <summary>A PKCS#12 file with a private key, and its password.</summary>
public sealed class PreviousCertificate
{
    public string? File { get; set; }

    public string? Password { get; set; }
}
