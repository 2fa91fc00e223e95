using GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;

/// <summary>A method on the certificates of one address. Hosted S/MIME is a feature of Google Workspace.</summary>
internal abstract class SmimeHandler(string name, Type? resource) : IGmailHandler
{
    public string MethodId => $"gmail.users.settings.sendAs.smimeInfo.{name}";

    public Type? Resource => resource;

    public GmailAnswer Handle(GmailCall call)
    {
        if (call.Person.HostedDomain is null)
        {
            return GmailErrors.Precondition("S/MIME is not enabled for this account");
        }

        return call.Person.Settings.Change(settings =>
            SendAsAddresses.Find(settings, call.Person.Email, call.Route("sendAsEmail"))?.SendAsEmail is { } address
                ? Decide(call, settings, address, [.. settings.Certificates.Where(stored => SettingsRules.IsSame(stored.SendAsEmail, address))])
                : GmailErrors.NotFound);
    }

    protected abstract SettingsChange Decide(GmailCall call, MailSettings settings, string address, IReadOnlyList<StoredCertificate> own);

    protected static StoredCertificate? Find(GmailCall call, IReadOnlyList<StoredCertificate> own) =>
        own.FirstOrDefault(stored => stored.Info.Id == call.Route("id"));
}

/// <summary><c>users.settings.sendAs.smimeInfo.list</c>: without certificates the answer is empty.</summary>
internal sealed class ListSmimeInfo() : SmimeHandler("list", typeof(SmimeInfoListResource))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, string address, IReadOnlyList<StoredCertificate> own) =>
        SettingsChange.To(settings, new SmimeInfoListResource(own.Count == 0 ? null : [.. own.Select(stored => stored.Info)]));
}

/// <summary><c>users.settings.sendAs.smimeInfo.get</c>.</summary>
internal sealed class GetSmimeInfo() : SmimeHandler("get", typeof(SmimeInfo))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, string address, IReadOnlyList<StoredCertificate> own) =>
        Find(call, own) is { } found ? SettingsChange.To(settings, found.Info) : GmailErrors.NotFound;
}

/// <summary><c>users.settings.sendAs.smimeInfo.insert</c>: the first one becomes the default.</summary>
internal sealed class InsertSmimeInfo() : SmimeHandler("insert", typeof(SmimeInfo))
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, string address, IReadOnlyList<StoredCertificate> own)
    {
        if (RequestBody.Read(call, out SmimeInfo sent) is { } refusal)
        {
            return refusal;
        }

        if (SmimeInfo.FromPkcs12(sent.Pkcs12, sent.EncryptedKeyPassword) is not { } info)
        {
            return GmailErrors.Invalid("Invalid pkcs12: it cannot be read, or it has no private key");
        }

        var inserted = info with { IsDefault = own.Count == 0 };
        return SettingsChange.To(settings with { Certificates = [.. settings.Certificates, new StoredCertificate(address, inserted)] }, inserted);
    }
}

/// <summary><c>users.settings.sendAs.smimeInfo.delete</c>.</summary>
internal sealed class DeleteSmimeInfo() : SmimeHandler("delete", resource: null)
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, string address, IReadOnlyList<StoredCertificate> own) =>
        Find(call, own) is { } found
            ? SettingsChange.To(settings with { Certificates = [.. settings.Certificates.Where(stored => stored != found)] })
            : GmailErrors.NotFound;
}

/// <summary><c>users.settings.sendAs.smimeInfo.setDefault</c>.</summary>
internal sealed class SetDefaultSmimeInfo() : SmimeHandler("setDefault", resource: null)
{
    protected override SettingsChange Decide(GmailCall call, MailSettings settings, string address, IReadOnlyList<StoredCertificate> own)
    {
        if (Find(call, own) is not { } chosen)
        {
            return GmailErrors.NotFound;
        }

        return SettingsChange.To(settings with
        {
            Certificates =
            [
                .. settings.Certificates.Select(stored =>
                    own.Contains(stored) ? stored with { Info = stored.Info with { IsDefault = stored == chosen } } : stored),
            ],
        });
    }
}
