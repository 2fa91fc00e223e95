using System.Globalization;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;

/// <summary>A method of client-side encryption: for service accounts of a Google Workspace; users' hardware keys are not supported.</summary>
internal abstract class CseHandler(string name, Type? resource) : IGmailHandler
{
    public string MethodId => $"gmail.users.settings.cse.{name}";

    public Type? Resource => resource;

    public GmailAnswer Handle(GmailCall call)
    {
        if (SettingsRules.RequireServiceAccount(call) is { } refusal)
        {
            return refusal;
        }

        return call.Person.HostedDomain is null
            ? GmailErrors.Precondition("Client-side encryption is not enabled for this account")
            : call.Person.Settings.Change(settings => Decide(call, settings));
    }

    protected abstract SettingsChange Decide(GmailCall call, MailSettings settings);

    /// <summary>One page; the token is the index of the next item.</summary>
    protected static GmailError? Page<T>(GmailCall call, IReadOnlyList<T> all, out IReadOnlyList<T>? page, out string? next)
    {
        const int usual = 20;
        page = null;
        next = null;
        var start = 0;
        if (call.Query("pageToken") is { } token && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            return GmailErrors.InvalidPageToken;
        }

        var size = 0;
        if (call.Query("pageSize") is { } text && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size))
        {
            return GmailErrors.InvalidValue("page_size", "TYPE_INT32", text);
        }

        var end = Math.Min((long)start + (size == 0 ? usual : size), all.Count);
        page = start < end ? [.. all.Skip(start).Take((int)end - start)] : null;
        next = end < all.Count ? end.ToString(CultureInfo.InvariantCulture) : null;
        return null;
    }
}
