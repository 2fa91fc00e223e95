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
            .Configure<NpgsqlDataSource>((ring, database) => ring.XmlRepository = new PostgresXmlRepository(database));

        var keyRing = services.AddDataProtection().SetApplicationName("GmailPlatform");
        if (configuration.GetSection(SealingOptions.Section).Get<SealingOptions>() is { CertificateFile: { } file } sealing)
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, sealing.CertificatePassword);
            keyRing.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        }
        else
        {
            services.AddOptions<KeyManagementOptions>()
                .Configure<IOptions<SealingOptions>>((ring, options) => ring.XmlEncryptor = new MasterKeyXmlEncryptor(options.Value));
        }

        return services;
    }
}
