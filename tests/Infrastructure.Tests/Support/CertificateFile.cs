using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>A self-signed certificate with its private key, as PKCS#12.</summary>
internal sealed class CertificateFile : IDisposable
{
    private const string Password = "of a test";

    private readonly string _path = Path.GetTempFileName();

    public CertificateFile()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=GmailPlatform key ring", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Grants.Now, Grants.Now.AddYears(50));
        File.WriteAllBytes(_path, certificate.Export(X509ContentType.Pkcs12, Password));
    }

    public (string Name, string? Value)[] Sealing =>
        [("Sealing:MasterKey", null), ("Sealing:CertificateFile", _path), ("Sealing:CertificatePassword", Password)];

    public (string Name, string? Value)[] AsPrevious =>
        [("Sealing:PreviousCertificates:0:File", _path), ("Sealing:PreviousCertificates:0:Password", Password)];

    public void Dispose() => File.Delete(_path);
}
