using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary>Delegate of the Gmail API.</summary>
internal sealed record MailboxDelegate
{
    public string? DelegateEmail { get; init; }

    public string? VerificationStatus { get; init; }
}

internal sealed record DelegateListResource(IReadOnlyList<MailboxDelegate>? Delegates);

/// <summary><c>users.settings.delegates.list</c>: without delegates the answer is empty.</summary>
internal sealed class ListDelegates : IGmailHandler
{
    public string MethodId => "gmail.users.settings.delegates.list";

    public Type Resource => typeof(DelegateListResource);

    public GmailAnswer Handle(GmailCall call) => SettingsRules.RequireServiceAccount(call) is { } refusal
        ? refusal
        : GmailAnswer.Of(new DelegateListResource(call.Person.Settings.Current.Delegates is { Count: > 0 } delegates ? delegates : null));
}

/// <summary><c>users.settings.delegates.get</c>.</summary>
internal sealed class GetDelegate : IGmailHandler
{
    public string MethodId => "gmail.users.settings.delegates.get";

    public Type Resource => typeof(MailboxDelegate);

    public GmailAnswer Handle(GmailCall call)
    {
        if (SettingsRules.RequireServiceAccount(call) is { } refusal)
        {
            return refusal;
        }

        return call.Person.Settings.Current.Delegates.FirstOrDefault(known => SettingsRules.IsSame(known.DelegateEmail, call.Route("delegateEmail"))) is { } found
            ? GmailAnswer.Of(found)
            : GmailErrors.NotFound;
    }
}

/// <summary><c>users.settings.delegates.create</c>: a colleague of the same organisation.</summary>
internal sealed class CreateDelegate(PeopleDirectory people) : IGmailHandler
{
    private const int Maximum = 25;

    public string MethodId => "gmail.users.settings.delegates.create";

    public Type Resource => typeof(MailboxDelegate);

    public GmailAnswer Handle(GmailCall call) =>
        (RequestBody.Read(call, out MailboxDelegate sent) ?? SettingsRules.RequireServiceAccount(call) ?? Check(call, sent)) is { } refusal
            ? refusal
            : call.Person.Settings.Change(settings => Decide(settings, new MailboxDelegate { DelegateEmail = sent.DelegateEmail, VerificationStatus = SettingsRules.Accepted }));

    private GmailError? Check(GmailCall call, MailboxDelegate sent)
    {
        if (!SettingsRules.IsAddress(sent.DelegateEmail))
        {
            return GmailErrors.Invalid("Invalid delegate");
        }

        var colleague = people.Find(sent.DelegateEmail);
        return colleague is not null && colleague != call.Person && call.Person.HostedDomain is { } domain && SettingsRules.IsSame(colleague.HostedDomain, domain)
            ? null
            : GmailErrors.Invalid("Invalid delegate");
    }

    private static SettingsChange Decide(MailSettings settings, MailboxDelegate created)
    {
        if (settings.Delegates.Any(known => SettingsRules.IsSame(known.DelegateEmail, created.DelegateEmail)))
        {
            return GmailErrors.AlreadyExists;
        }

        return settings.Delegates.Count >= Maximum
            ? GmailErrors.Precondition("Too many delegates")
            : SettingsChange.To(settings with { Delegates = [.. settings.Delegates, created] }, created);
    }
}

/// <summary><c>users.settings.delegates.delete</c>.</summary>
internal sealed class DeleteDelegate : IGmailHandler
{
    public string MethodId => "gmail.users.settings.delegates.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call) => SettingsRules.RequireServiceAccount(call) is { } refusal
        ? refusal
        : call.Person.Settings.Change(settings =>
        {
            var rest = settings.Delegates.Where(known => !SettingsRules.IsSame(known.DelegateEmail, call.Route("delegateEmail"))).ToList();
            return rest.Count == settings.Delegates.Count ? GmailErrors.NotFound : SettingsChange.To(settings with { Delegates = rest });
        });
}
