using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GmailPlatform.Application.Vault;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GmailPlatform.Infrastructure.Vault;

internal static class VaultSetup
{
    /// <summary>Adds the key ring: in the database, and sealed there by the master key or a certificate.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SealingOptions>()
            .Bind(configuration.GetSection(SealingOptions.Section))
            .Validate(
                options => options.MasterKey is not null || options.CertificateFile is not null,
                "Set Sealing:MasterKey or Sealing:CertificateFile: the server keeps no token under an unprotected key ring.")
            .Validate(options => options.MasterKey is null || options.ReadMasterKey().Length > 0)
            .ValidateOnStart();
        services.AddSingleton<IKeyRing, DataProtectionKeyRing>();
        services.AddOptions<KeyManagementOptions>()
            .Configure<NpgsqlDataSource, IServiceProvider>((ring, database, services) => ring.XmlRepository =
                new PostgresXmlRepository(database, new Lazy<IKeyManager>(services.GetRequiredService<IKeyManager>)));

        var keyRing = services.AddDataProtection().SetApplicationName("GmailPlatform");
        if (configuration.GetSection(SealingOptions.Section).Get<SealingOptions>() is { CertificateFile: { } file } sealing)
        {
            var certificate = LoadCertificate(file, sealing.CertificatePassword);
            keyRing.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        }
        else
        {
            services.AddOptions<KeyManagementOptions>()
                .Configure<IOptions<SealingOptions>>((ring, options) => ring.XmlEncryptor = new MasterKeyXmlEncryptor(options.Value));
        }

        return services;
    }

    private static X509Certificate2 LoadCertificate(string file, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file, password);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new ConfigurationException($"Sealing:CertificateFile: {file} is missing, or does not open with Sealing:CertificatePassword.", e);
        }
    }
}
