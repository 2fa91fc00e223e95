namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary>Finds and changes the addresses that a person sends from: the account's own, then the aliases. Exactly one is the default.</summary>
internal static class SendAsBook
{
    public static IReadOnlyList<SendAs> All(MailSettings settings, string accountAddress) =>
        [settings.Primary with { SendAsEmail = accountAddress }, .. settings.Aliases];

    public static SendAs? Find(MailSettings settings, string accountAddress, string address) =>
        All(settings, accountAddress).FirstOrDefault(known => SettingsRules.Same(known.SendAsEmail, address));

    /// <summary>Adds an address, or puts it in the place of the one with its name.</summary>
    public static MailSettings Save(MailSettings settings, SendAs saved)
    {
        var all = saved.IsDefault == true ? WithoutDefault(settings) : settings;
        if (saved.IsPrimary == true)
        {
            return all with { Primary = saved with { SendAsEmail = null } };
        }

        var known = all.Aliases.Any(alias => SettingsRules.Same(alias.SendAsEmail, saved.SendAsEmail));
        return all with
        {
            Aliases = known
                ? [.. all.Aliases.Select(alias => SettingsRules.Same(alias.SendAsEmail, saved.SendAsEmail) ? saved : alias)]
                : [.. all.Aliases, saved],
        };
    }

    /// <summary>Removes an alias with its certificates; the account's own address takes its place as the default.</summary>
    public static MailSettings Remove(MailSettings settings, SendAs alias) => settings with
    {
        Aliases = [.. settings.Aliases.Where(known => known != alias)],
        Primary = alias.IsDefault == true ? settings.Primary with { IsDefault = true } : settings.Primary,
        Certificates = [.. settings.Certificates.Where(stored => !SettingsRules.Same(stored.SendAsEmail, alias.SendAsEmail))],
    };

    private static MailSettings WithoutDefault(MailSettings settings) => settings with
    {
        Primary = settings.Primary with { IsDefault = false },
        Aliases = [.. settings.Aliases.Select(alias => alias with { IsDefault = false })],
    };
}
