namespace GmailPlatform.Infrastructure.Vault;

/// <summary>Section <c>Sealing</c>: what protects the key ring, which rests in the database. One of the two is required.</summary>
public sealed class SealingOptions
{
    public const string Section = "Sealing";

    /// <summary>32 random bytes in base64, such as from <c>openssl rand -base64 32</c>.</summary>
    public string? MasterKey { get; set; }

    /// <summary>A PKCS#12 file with a private key.</summary>
    public string? CertificateFile { get; set; }

    public string? CertificatePassword { get; set; }

    /// <summary>The master key's bytes; throws where the text is not 32 bytes of base64.</summary>
    internal byte[] ReadMasterKey()
    {
        var key = new byte[32];
        return MasterKey is not null && Convert.TryFromBase64String(MasterKey, key, out var length) && length == key.Length
            ? key
            : throw new ConfigurationException("Sealing:MasterKey must be 32 bytes in base64. Make one with: openssl rand -base64 32");
    }
}
