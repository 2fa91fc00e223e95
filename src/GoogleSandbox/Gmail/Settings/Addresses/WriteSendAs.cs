namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary><c>users.settings.sendAs.create</c>.</summary>
internal sealed class CreateSendAs : IGmailHandler
{
    public string MethodId => "gmail.users.settings.sendAs.create";

    public Type Resource => typeof(SendAs);

    public GmailAnswer Handle(GmailCall call) =>
        (RequestBody.Read(call, out SendAs sent) ?? SettingsRules.RequireServiceAccount(call) ?? Check(sent)) is { } refusal
            ? refusal
            : call.Person.Settings.Change(settings => Decide(call, settings, sent));

    private static GmailError? Check(SendAs sent) =>
        SettingsRules.IsAddress(sent.SendAsEmail) ? sent.Check() : GmailErrors.Invalid("Invalid sendAsEmail");

    private static SettingsChange Decide(GmailCall call, MailSettings settings, SendAs sent)
    {
        if (SendAsAddresses.Find(settings, call.Person.Email, sent.SendAsEmail!) is not null)
        {
            return GmailErrors.AlreadyExists;
        }

        var bare = new SendAs { SendAsEmail = sent.SendAsEmail, IsPrimary = false, IsDefault = false, VerificationStatus = SettingsRules.VerificationOf(sent.SendAsEmail!, call) };
        var created = bare.Bare().With(sent);
        return SettingsChange.To(SendAsAddresses.Save(settings, created), created);
    }
}

/// <summary>Changes an address. Only service accounts may change any but the account's own.</summary>
internal abstract class ChangeSendAs(string name) : IGmailHandler
{
    public string MethodId => $"gmail.users.settings.sendAs.{name}";

    public Type Resource => typeof(SendAs);

    public GmailAnswer Handle(GmailCall call) => (RequestBody.Read(call, out SendAs sent) ?? sent.Check()) is { } refusal
        ? refusal
        : call.Person.Settings.Change(settings => Decide(call, settings, sent));

    protected abstract SendAs Apply(SendAs known, SendAs sent);

    private SettingsChange Decide(GmailCall call, MailSettings settings, SendAs sent)
    {
        if (SendAsAddresses.Find(settings, call.Person.Email, call.Route("sendAsEmail")) is not { } known)
        {
            return GmailErrors.NotFound;
        }

        if (known.IsPrimary != true && SettingsRules.RequireServiceAccount(call) is { } refusal)
        {
            return refusal;
        }

        var changed = Apply(known, sent);
        return SettingsChange.To(SendAsAddresses.Save(settings, changed), changed);
    }
}

/// <summary><c>users.settings.sendAs.update</c>: omitted members are reset.</summary>
internal sealed class UpdateSendAs() : ChangeSendAs("update")
{
    protected override SendAs Apply(SendAs known, SendAs sent) => known.Bare().With(sent);
}

/// <summary><c>users.settings.sendAs.patch</c>: omitted members are unchanged.</summary>
internal sealed class PatchSendAs() : ChangeSendAs("patch")
{
    protected override SendAs Apply(SendAs known, SendAs sent) => known.With(sent);
}

/// <summary><c>users.settings.sendAs.delete</c>: never the account's own address.</summary>
internal sealed class DeleteSendAs : IGmailHandler
{
    public string MethodId => "gmail.users.settings.sendAs.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call) => SettingsRules.RequireServiceAccount(call) is { } refusal
        ? refusal
        : call.Person.Settings.Change(settings => SendAsAddresses.Find(settings, call.Person.Email, call.Route("sendAsEmail")) switch
        {
            null => GmailErrors.NotFound,
            { IsPrimary: true } => GmailErrors.Invalid("Cannot delete primary send-as"),
            var alias => SettingsChange.To(SendAsAddresses.Remove(settings, alias)),
        });
}

/// <summary><c>users.settings.sendAs.verify</c>: asks the owner of an address again. The mail itself is not sent here.</summary>
internal sealed class VerifySendAs : IGmailHandler
{
    public string MethodId => "gmail.users.settings.sendAs.verify";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        if (SettingsRules.RequireServiceAccount(call) is { } refusal)
        {
            return refusal;
        }

        return SendAsAddresses.Find(call.Person.Settings.Current, call.Person.Email, call.Route("sendAsEmail")) switch
        {
            null => GmailErrors.NotFound,
            { VerificationStatus: SettingsRules.Pending } => GmailAnswer.Empty,
            _ => GmailErrors.PreconditionFailed,
        };
    }
}
