using GmailPlatform.GoogleSandbox.Gmail.Settings.Account;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary>ForwardingAddress of the Gmail API.</summary>
internal sealed record ForwardingAddress
{
    public string? ForwardingEmail { get; init; }

    public string? VerificationStatus { get; init; }
}

internal sealed record ForwardingAddressListResource(IReadOnlyList<ForwardingAddress>? ForwardingAddresses);

/// <summary><c>users.settings.forwardingAddresses.list</c>: without addresses the answer is empty.</summary>
internal sealed class ListForwardingAddresses : IGmailHandler
{
    public string MethodId => "gmail.users.settings.forwardingAddresses.list";

    public Type Resource => typeof(ForwardingAddressListResource);

    public GmailAnswer Handle(GmailCall call) => GmailAnswer.Of(new ForwardingAddressListResource(
        call.Person.Settings.Current.ForwardingAddresses is { Count: > 0 } addresses ? addresses : null));
}

/// <summary><c>users.settings.forwardingAddresses.get</c>.</summary>
internal sealed class GetForwardingAddress : IGmailHandler
{
    public string MethodId => "gmail.users.settings.forwardingAddresses.get";

    public Type Resource => typeof(ForwardingAddress);

    public GmailAnswer Handle(GmailCall call) =>
        call.Person.Settings.Current.ForwardingAddresses.FirstOrDefault(known => SettingsRules.IsSame(known.ForwardingEmail, call.Route("forwardingEmail"))) is { } address
            ? GmailAnswer.Of(address)
            : GmailErrors.NotFound;
}

/// <summary><c>users.settings.forwardingAddresses.create</c>.</summary>
internal sealed class CreateForwardingAddress : IGmailHandler
{
    public string MethodId => "gmail.users.settings.forwardingAddresses.create";

    public Type Resource => typeof(ForwardingAddress);

    public GmailAnswer Handle(GmailCall call)
    {
        if ((RequestBody.Read(call, out ForwardingAddress sent) ?? SettingsRules.RequireServiceAccount(call) ?? Check(sent)) is { } refusal)
        {
            return refusal;
        }

        var address = new ForwardingAddress
        {
            ForwardingEmail = sent.ForwardingEmail,
            VerificationStatus = SettingsRules.VerificationOf(sent.ForwardingEmail!, call),
        };
        return call.Person.Settings.Change(settings => settings.ForwardingAddresses.Any(known => SettingsRules.IsSame(known.ForwardingEmail, address.ForwardingEmail))
            ? GmailErrors.AlreadyExists
            : SettingsChange.To(settings with { ForwardingAddresses = [.. settings.ForwardingAddresses, address] }, address));
    }

    private static GmailError? Check(ForwardingAddress sent) =>
        SettingsRules.IsAddress(sent.ForwardingEmail) ? null : GmailErrors.Invalid("Invalid forwarding address");
}

/// <summary><c>users.settings.forwardingAddresses.delete</c>: forwarding to the address ends with it.</summary>
internal sealed class DeleteForwardingAddress : IGmailHandler
{
    public string MethodId => "gmail.users.settings.forwardingAddresses.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call) => SettingsRules.RequireServiceAccount(call) is { } refusal
        ? refusal
        : call.Person.Settings.Change(settings => Decide(settings, call.Route("forwardingEmail")));

    private static SettingsChange Decide(MailSettings settings, string address)
    {
        var rest = settings.ForwardingAddresses.Where(known => !SettingsRules.IsSame(known.ForwardingEmail, address)).ToList();
        if (rest.Count == settings.ForwardingAddresses.Count)
        {
            return GmailErrors.NotFound;
        }

        var forwarding = SettingsRules.IsSame(settings.AutoForwarding.EmailAddress, address) ? new AutoForwarding { Enabled = false } : settings.AutoForwarding;
        return SettingsChange.To(settings with { ForwardingAddresses = rest, AutoForwarding = forwarding });
    }
}
