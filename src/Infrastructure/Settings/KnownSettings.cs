using GmailPlatform.Infrastructure.Vault;
using Microsoft.Extensions.Configuration;

namespace GmailPlatform.Infrastructure.Settings;

public static class KnownSettings
{
    /// <summary>Checks the sections that the adapters read.</summary>
    public static SettingsCheck CheckSettings(this IConfiguration configuration) => new SettingsCheck(configuration)
        .Section(GoogleOptions.Section, typeof(GoogleOptions))
        .Section(SealingOptions.Section, typeof(SealingOptions))
        .Section(AuditOptions.Section, typeof(AuditOptions))
        .Section(JobsOptions.Section, typeof(JobsOptions));
}
