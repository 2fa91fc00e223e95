using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Vault.Integrity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.KeyManagement.Internal;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Vault;

internal static class VaultSetup
{
    /// <summary>Adds the key ring: in the database, and sealed there by the master key or a certificate.</summary>
    public static IServiceCollection AddVault(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SealingOptions>()
            .Bind(configuration.GetSection(SealingOptions.Section))
            .Validate(
                options => options.HasMasterKey || options.HasCertificate,
                "Set Sealing:MasterKey or Sealing:CertificateFile: the server keeps no token under an unprotected key ring. A master key is made by: openssl rand -base64 32")
            .Validate(options => options.ReadMasterKeys().All(key => key.Id.Length > 0))
            .ValidateOnStart();
        services.AddSingleton<RootSecrets>();
        services.AddSingleton<KeyRingAuthentication>();
        services.AddSingleton<KeyRingAdoption>();
        services.AddSingleton<IntegrityKey>();
        services.AddSingleton<PostgresXmlRepository>();
        services.AddSingleton<SealingKeys>();
        services.AddSingleton<KeyRingProtection>();
        // Before Data Protection adds its own, which notices a new key after a day.
        services.AddSingleton<IKeyRingProvider>(provider => provider.GetRequiredService<SealingKeys>());
        services.AddOptions<KeyManagementOptions>().Configure<PostgresXmlRepository>((ring, table) => ring.XmlRepository = table);
        services.AddDataProtection().SetApplicationName("GmailPlatform").ProtectKeys(services, configuration);

        services.AddSingleton<Application.Vault.IKeyRing, DataProtectionKeyRing>();
        services.AddSingleton<ISealingKeys, DataProtectionSealingKeys>();
        services.AddSingleton<ISealedValues, SealedClientSecrets>();
        services.AddSingleton<IResealRuns, MartenResealRuns>();
        services.AddSingleton<SealedRows>();
        services.AddScoped<IResealJobs, HangfireResealJobs>();
        return services;
    }

    private static void ProtectKeys(this IDataProtectionBuilder keyRing, IServiceCollection services, IConfiguration configuration)
    {
        var sealing = configuration.GetSection(SealingOptions.Section).Get<SealingOptions>() ?? new SealingOptions();
        var certificate = sealing.HasCertificate ? LoadCertificate("CertificateFile", sealing.CertificateFile, sealing.CertificatePassword) : null;
        var previous = sealing.PreviousCertificates.Select((each, index) => LoadCertificate($"PreviousCertificates:{index}:File", each.File, each.Password));
        keyRing.UnprotectKeysWithAnyCertificate([.. previous.Concat(certificate is null ? [] : [certificate])]);
        if (certificate is not null)
        {
            keyRing.ProtectKeysWithCertificate(certificate);
        }
        else
        {
            services.AddOptions<KeyManagementOptions>()
                .Configure<IOptions<SealingOptions>>((ring, options) => ring.XmlEncryptor = new MasterKeyXmlEncryptor(options.Value));
        }
    }

    internal static X509Certificate2 LoadCertificate(string setting, string? file, string? password)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(file ?? "", password);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new ConfigurationException($"Sealing:{setting}: {file} is missing, or does not open with its password.", e);
        }
    }
}
