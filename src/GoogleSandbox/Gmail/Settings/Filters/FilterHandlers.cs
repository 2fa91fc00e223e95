using System.Security.Cryptography;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Filters;

/// <summary><c>users.settings.filters.list</c>: without filters the answer is empty.</summary>
internal sealed class ListFilters : IGmailHandler
{
    public string MethodId => "gmail.users.settings.filters.list";

    public Type Resource => typeof(FilterListResource);

    public GmailAnswer Handle(GmailCall call) =>
        GmailAnswer.Of(new FilterListResource(call.Person.Settings.Current.Filters is { Count: > 0 } filters ? filters : null));
}

/// <summary><c>users.settings.filters.get</c>.</summary>
internal sealed class GetFilter : IGmailHandler
{
    public string MethodId => "gmail.users.settings.filters.get";

    public Type Resource => typeof(Filter);

    public GmailAnswer Handle(GmailCall call) => call.Person.Settings.Current.Filters.FirstOrDefault(filter => filter.Id == call.Route("id")) is { } filter
        ? GmailAnswer.Of(filter)
        : GmailErrors.NotFound;
}

/// <summary><c>users.settings.filters.create</c>: at most a thousand, no two alike.</summary>
internal sealed class CreateFilter : IGmailHandler
{
    private const int Maximum = 1000;
    private const string IdLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    public string MethodId => "gmail.users.settings.filters.create";

    public Type Resource => typeof(Filter);

    public GmailAnswer Handle(GmailCall call) => (RequestBody.Read(call, out Filter sent) ?? sent.Check(call)) is { } refusal
        ? refusal
        : call.Person.Settings.Change(settings => Decide(settings, sent));

    private static SettingsChange Decide(MailSettings settings, Filter sent)
    {
        if (settings.Filters.Any(sent.IsEquivalentTo))
        {
            return GmailErrors.Precondition("Filter already exists");
        }

        if (settings.Filters.Count >= Maximum)
        {
            return GmailErrors.Precondition("Too many filters");
        }

        if (sent.Action?.Forward is { Length: > 0 } forward && !settings.ForwardingAddresses.Any(known =>
            SettingsRules.IsSame(known.ForwardingEmail, forward) && known.VerificationStatus == SettingsRules.Accepted))
        {
            return GmailErrors.UnrecognizedForwardingAddress;
        }

        var filter = sent with { Id = $"ANe1Bm{RandomNumberGenerator.GetString(IdLetters, 38)}" };
        return SettingsChange.To(settings with { Filters = [.. settings.Filters, filter] }, filter);
    }
}

/// <summary><c>users.settings.filters.delete</c>.</summary>
internal sealed class DeleteFilter : IGmailHandler
{
    public string MethodId => "gmail.users.settings.filters.delete";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call) => call.Person.Settings.Change(settings =>
    {
        var rest = settings.Filters.Where(filter => filter.Id != call.Route("id")).ToList();
        return rest.Count == settings.Filters.Count ? GmailErrors.NotFound : SettingsChange.To(settings with { Filters = rest });
    });
}
