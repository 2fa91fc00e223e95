namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Account;

/// <summary>Replaces one setting by the resource that is sent.</summary>
internal abstract class UpdateSetting<T>(string name) : IGmailHandler
    where T : class, new()
{
    public string MethodId => $"gmail.users.settings.{name}";

    public Type Resource => typeof(T);

    public GmailAnswer Handle(GmailCall call) => (RequestBody.Read(call, out T sent) ?? Check(call, sent)) is { } refusal
        ? refusal
        : call.Person.Settings.Change(settings => Decide(settings, sent));

    /// <summary>Validates the resource regardless of the current settings; null if it is valid.</summary>
    protected abstract GmailError? Check(GmailCall call, T sent);

    /// <summary>Validates the resource against the current settings, and returns the change.</summary>
    protected abstract SettingsChange Decide(MailSettings settings, T sent);
}

/// <summary><c>users.settings.updateAutoForwarding</c>: to a verified forwarding address.</summary>
internal sealed class UpdateAutoForwarding() : UpdateSetting<AutoForwarding>("updateAutoForwarding")
{
    protected override GmailError? Check(GmailCall call, AutoForwarding sent) => SettingsRules.RequireServiceAccount(call)
        ?? SettingsRules.CheckEnum(
            sent.Disposition, "auto_forwarding.disposition", "AutoForwarding.Disposition", "leaveInInbox", "archive", "trash", "markRead");

    protected override SettingsChange Decide(MailSettings settings, AutoForwarding sent)
    {
        if (sent.Enabled != true)
        {
            var off = new AutoForwarding { Enabled = false };
            return SettingsChange.To(settings with { AutoForwarding = off }, off);
        }

        if (!settings.ForwardingAddresses.Any(known =>
            SettingsRules.IsSame(known.ForwardingEmail, sent.EmailAddress) && known.VerificationStatus == SettingsRules.Accepted))
        {
            return GmailErrors.UnrecognizedForwardingAddress;
        }

        return sent.Disposition is null
            ? GmailErrors.Invalid("Disposition required")
            : SettingsChange.To(settings with { AutoForwarding = sent }, sent);
    }
}

/// <summary><c>users.settings.updateImap</c>.</summary>
internal sealed class UpdateImap() : UpdateSetting<ImapSettings>("updateImap")
{
    protected override GmailError? Check(GmailCall call, ImapSettings sent) =>
        SettingsRules.CheckEnum(sent.ExpungeBehavior, "imap_settings.expunge_behavior", "ImapSettings.ExpungeBehavior", "archive", "trash", "deleteForever")
        ?? (sent.MaxFolderSize is null or 0 or 1000 or 2000 or 5000 or 10000 ? null : GmailErrors.Invalid("Invalid maxFolderSize"));

    protected override SettingsChange Decide(MailSettings settings, ImapSettings sent)
    {
        var imap = new ImapSettings
        {
            Enabled = sent.Enabled ?? false,
            AutoExpunge = sent.AutoExpunge ?? false,
            ExpungeBehavior = sent.ExpungeBehavior ?? ImapSettings.Initial.ExpungeBehavior,
            MaxFolderSize = sent.MaxFolderSize ?? 0,
        };
        return SettingsChange.To(settings with { Imap = imap }, imap);
    }
}

/// <summary><c>users.settings.updatePop</c>.</summary>
internal sealed class UpdatePop() : UpdateSetting<PopSettings>("updatePop")
{
    protected override GmailError? Check(GmailCall call, PopSettings sent) =>
        SettingsRules.CheckEnum(sent.AccessWindow, "pop_settings.access_window", "PopSettings.AccessWindow", "disabled", "fromNowOn", "allMail")
        ?? SettingsRules.CheckEnum(sent.Disposition, "pop_settings.disposition", "PopSettings.Disposition", "leaveInInbox", "archive", "trash", "markRead");

    protected override SettingsChange Decide(MailSettings settings, PopSettings sent)
    {
        var pop = new PopSettings
        {
            AccessWindow = sent.AccessWindow ?? PopSettings.Initial.AccessWindow,
            Disposition = sent.Disposition ?? PopSettings.Initial.Disposition,
        };
        return SettingsChange.To(settings with { Pop = pop }, pop);
    }
}

/// <summary><c>users.settings.updateLanguage</c>.</summary>
internal sealed class UpdateLanguage() : UpdateSetting<LanguageSettings>("updateLanguage")
{
    protected override GmailError? Check(GmailCall call, LanguageSettings sent) =>
        IsTag(sent.DisplayLanguage) ? null : GmailErrors.Invalid("Invalid displayLanguage");

    protected override SettingsChange Decide(MailSettings settings, LanguageSettings sent) =>
        SettingsChange.To(settings with { Language = sent }, sent);

    // RFC 3066: letters, and then letters and digits in groups of up to eight.
    private static bool IsTag(string? tag) => tag?.Split('-') is [var primary, .. var others]
        && primary.Length is >= 2 and <= 8 && primary.All(char.IsAsciiLetter)
        && others.All(other => other.Length is >= 1 and <= 8 && other.All(char.IsAsciiLetterOrDigit));
}

/// <summary><c>users.settings.updateVacation</c>.</summary>
internal sealed class UpdateVacation() : UpdateSetting<VacationSettings>("updateVacation")
{
    protected override GmailError? Check(GmailCall call, VacationSettings sent)
    {
        if (sent.EnableAutoReply == true && new[] { sent.ResponseSubject, sent.ResponseBodyPlainText, sent.ResponseBodyHtml }.All(string.IsNullOrEmpty))
        {
            return GmailErrors.Invalid("Either a response subject or a response body is required");
        }

        if (sent.RestrictToDomain == true && call.Person.HostedDomain is null)
        {
            return GmailErrors.Invalid("restrictToDomain is only available for Google Workspace users");
        }

        return sent.StartTime >= sent.EndTime ? GmailErrors.Invalid("startTime must precede endTime") : null;
    }

    protected override SettingsChange Decide(MailSettings settings, VacationSettings sent)
    {
        var vacation = sent with { EnableAutoReply = sent.EnableAutoReply ?? false };
        return SettingsChange.To(settings with { Vacation = vacation }, vacation);
    }
}
