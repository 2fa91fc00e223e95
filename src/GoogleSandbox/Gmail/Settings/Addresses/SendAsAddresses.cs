namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary>Finds and changes the addresses that a person sends from: the account's own, then the aliases. Exactly one is the default.</summary>
internal static class SendAsAddresses
{
    public static IReadOnlyList<SendAs> All(MailSettings settings, string accountAddress) =>
        [settings.Primary with { SendAsEmail = accountAddress }, .. settings.Aliases];

    public static SendAs? Find(MailSettings settings, string accountAddress, string address) =>
        All(settings, accountAddress).FirstOrDefault(known => SettingsRules.IsSame(known.SendAsEmail, address));

    /// <summary>Adds an address, or replaces the one with the same name.</summary>
    public static MailSettings Save(MailSettings settings, SendAs saved)
    {
        var all = saved.IsDefault == true ? WithoutDefault(settings) : settings;
        if (saved.IsPrimary == true)
        {
            return all with { Primary = saved with { SendAsEmail = null } };
        }

        var known = all.Aliases.Any(alias => SettingsRules.IsSame(alias.SendAsEmail, saved.SendAsEmail));
        return all with
        {
            Aliases = known
                ? [.. all.Aliases.Select(alias => SettingsRules.IsSame(alias.SendAsEmail, saved.SendAsEmail) ? saved : alias)]
                : [.. all.Aliases, saved],
        };
    }

    /// <summary>Removes an alias with its certificates; the account's own address replaces it as the default.</summary>
    public static MailSettings Remove(MailSettings settings, SendAs alias) => settings with
    {
        Aliases = [.. settings.Aliases.Where(known => known != alias)],
        Primary = alias.IsDefault == true ? settings.Primary with { IsDefault = true } : settings.Primary,
        Certificates = [.. settings.Certificates.Where(stored => !SettingsRules.IsSame(stored.SendAsEmail, alias.SendAsEmail))],
    };

    private static MailSettings WithoutDefault(MailSettings settings) => settings with
    {
        Primary = settings.Primary with { IsDefault = false },
        Aliases = [.. settings.Aliases.Select(alias => alias with { IsDefault = false })],
    };
}
