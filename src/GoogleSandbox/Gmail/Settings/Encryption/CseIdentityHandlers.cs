namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;

/// <summary><c>users.settings.cse.identities.list</c>.</summary>
internal sealed class ListCseIdentities() : CseHandler("identities.list", typeof(CseIdentityListResource))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings) => Page(call, settings.Identities, out var page, out var next) is { } refusal
        ? refusal
        : SettingsChange.To(settings, new CseIdentityListResource(page, next));
}

/// <summary><c>users.settings.cse.identities.create</c>: for the account's own address, with existing key pairs.</summary>
internal sealed class CreateCseIdentity() : CseHandler("identities.create", typeof(CseIdentity))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings)
    {
        if (RequestBody.Read(call, out CseIdentity sent) is { } refusal)
        {
            return refusal;
        }

        if (!SettingsRules.IsSame(sent.EmailAddress, call.Person.Email))
        {
            return GmailErrors.Invalid("Invalid emailAddress: it must be the primary address of the user");
        }

        if (settings.Identities.Any(known => SettingsRules.IsSame(known.EmailAddress, sent.EmailAddress)))
        {
            return GmailErrors.AlreadyExists;
        }

        return CseIdentities.CheckKeyPairs(settings, sent) is { } unknown
            ? unknown
            : SettingsChange.To(settings with { Identities = [.. settings.Identities, sent] }, sent);
    }
}

/// <summary><c>users.settings.cse.identities.get</c>.</summary>
internal sealed class GetCseIdentity() : CseHandler("identities.get", typeof(CseIdentity))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings) =>
        CseIdentities.Find(settings, call.Route("cseEmailAddress")) is { } identity ? SettingsChange.To(settings, identity) : GmailErrors.NotFound;
}

/// <summary><c>users.settings.cse.identities.patch</c>: other key pairs for the same address.</summary>
internal sealed class PatchCseIdentity() : CseHandler("identities.patch", typeof(CseIdentity))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings)
    {
        if (RequestBody.Read(call, out CseIdentity sent) is { } refusal)
        {
            return refusal;
        }

        if (CseIdentities.Find(settings, call.Route("emailAddress")) is not { } known)
        {
            return GmailErrors.NotFound;
        }

        var changed = sent with { EmailAddress = known.EmailAddress };
        return CseIdentities.CheckKeyPairs(settings, changed) is { } unknown
            ? unknown
            : SettingsChange.To(settings with { Identities = [.. settings.Identities.Select(identity => identity == known ? changed : identity)] }, changed);
    }
}

/// <summary><c>users.settings.cse.identities.delete</c>.</summary>
internal sealed class DeleteCseIdentity() : CseHandler("identities.delete", resource: null)
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings) =>
        CseIdentities.Find(settings, call.Route("cseEmailAddress")) is { } known
            ? SettingsChange.To(settings with { Identities = [.. settings.Identities.Where(identity => identity != known)] })
            : GmailErrors.NotFound;
}

internal static class CseIdentities
{
    public static CseIdentity? Find(MailSettings settings, string address) =>
        settings.Identities.FirstOrDefault(known => SettingsRules.IsSame(known.EmailAddress, address));

    /// <summary>An identity names at least one key pair, and only enabled ones of this account.</summary>
    public static GmailError? CheckKeyPairs(MailSettings settings, CseIdentity identity)
    {
        var enabled = settings.KeyPairs.Where(pair => pair.EnablementState == CseKeyPair.Enabled).Select(pair => pair.KeyPairId).ToList();
        var named = identity.KeyPairIds().ToList();
        return named.Count > 0 && named.TrueForAll(enabled.Contains) ? null : GmailErrors.Invalid("Invalid key pair");
    }
}
