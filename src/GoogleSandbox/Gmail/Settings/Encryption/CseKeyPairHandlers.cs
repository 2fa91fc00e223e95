namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;

/// <summary><c>users.settings.cse.keypairs.list</c>.</summary>
internal sealed class ListCseKeyPairs() : CseHandler("keypairs.list", typeof(CseKeyPairListResource))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings) => Page(call, settings.KeyPairs, out var page, out var next) is { } refusal
        ? refusal
        : SettingsChange.To(settings, new CseKeyPairListResource(page, next));
}

/// <summary><c>users.settings.cse.keypairs.create</c>.</summary>
internal sealed class CreateCseKeyPair() : CseHandler("keypairs.create", typeof(CseKeyPair))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings)
    {
        if (RequestBody.Read(call, out CseKeyPair sent) is { } refusal)
        {
            return refusal;
        }

        return sent.Completed() is { } created
            ? SettingsChange.To(settings with { KeyPairs = [.. settings.KeyPairs, created] }, created)
            : GmailErrors.Invalid("Invalid pkcs7: the certificate chain cannot be read");
    }
}

/// <summary>A method on one key pair.</summary>
internal abstract class CseKeyPairHandler(string name, Type? resource) : CseHandler($"keypairs.{name}", resource)
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings) =>
        settings.KeyPairs.FirstOrDefault(known => known.KeyPairId == call.Route("keyPairId")) is { } pair
            ? RequestBody.Read(call, out CseKeyPairCommand _) ?? Decide(call, settings, pair)
            : GmailErrors.NotFound;

    protected abstract SettingsChange Decide(GmailCall call, MailSettings settings, CseKeyPair pair);

    protected static SettingsChange Save(MailSettings settings, CseKeyPair changed) => SettingsChange.To(
        settings with { KeyPairs = [.. settings.KeyPairs.Select(known => known.KeyPairId == changed.KeyPairId ? changed : known)] }, changed);
}

/// <summary><c>users.settings.cse.keypairs.get</c>.</summary>
internal sealed class GetCseKeyPair() : CseKeyPairHandler("get", typeof(CseKeyPair))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, CseKeyPair pair) => SettingsChange.To(settings, pair);
}

/// <summary><c>users.settings.cse.keypairs.disable</c>.</summary>
internal sealed class DisableCseKeyPair() : CseKeyPairHandler("disable", typeof(CseKeyPair))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, CseKeyPair pair) => pair.EnablementState == CseKeyPair.Disabled
        ? GmailErrors.PreconditionFailed
        : Save(settings, pair with { EnablementState = CseKeyPair.Disabled, DisableTime = call.Now });
}

/// <summary><c>users.settings.cse.keypairs.enable</c>.</summary>
internal sealed class EnableCseKeyPair() : CseKeyPairHandler("enable", typeof(CseKeyPair))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, CseKeyPair pair) => pair.EnablementState == CseKeyPair.Enabled
        ? GmailErrors.PreconditionFailed
        : Save(settings, pair with { EnablementState = CseKeyPair.Enabled, DisableTime = null });
}

/// <summary><c>users.settings.cse.keypairs.obliterate</c>: after it has been disabled for more than thirty days.</summary>
internal sealed class ObliterateCseKeyPair() : CseKeyPairHandler("obliterate", resource: null)
{
    private static readonly TimeSpan Waiting = TimeSpan.FromDays(30);

    protected override SettingsChange Decide(GmailCall call, MailSettings settings, CseKeyPair pair) => pair.DisableTime + Waiting < call.Now
        ? SettingsChange.To(settings with { KeyPairs = [.. settings.KeyPairs.Where(known => known != pair)] })
        : GmailErrors.PreconditionFailed;
}
