using System.Collections.Frozen;

namespace GmailPlatform.GoogleSandbox.OAuth;

/// <summary>The scopes that the sandbox knows, by the names that Google answers with.</summary>
internal static class Scopes
{
    public const string OpenId = "openid";
    public const string Email = "https://www.googleapis.com/auth/userinfo.email";
    public const string Profile = "https://www.googleapis.com/auth/userinfo.profile";
    public const string FullMail = "https://mail.google.com/";
    public const string GmailPrefix = "https://www.googleapis.com/auth/gmail.";
    public const string GmailMetadata = GmailPrefix + "metadata";

    private static readonly FrozenDictionary<string, string> Descriptions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [OpenId] = "Know who you are on Google",
        [Email] = "See the address of your Google Account",
        [Profile] = "See your name and your picture",
        [FullMail] = "Do everything with your mail: read, write, send and delete it for good",
        [GmailPrefix + "modify"] = "Read, write, send and sort your mail, without deleting it for good",
        [GmailPrefix + "readonly"] = "Read your mail and its settings",
        [GmailMetadata] = "See headers and labels of your mail, not its text",
        [GmailPrefix + "compose"] = "Manage drafts and send mail",
        [GmailPrefix + "send"] = "Send mail in your name",
        [GmailPrefix + "insert"] = "Add mail to your mailbox",
        [GmailPrefix + "labels"] = "See and change your labels",
        [GmailPrefix + "settings.basic"] = "See and change your mail settings and filters",
        [GmailPrefix + "settings.sharing"] = "Manage sensitive mail settings, such as who may send for you",
        [GmailPrefix + "addons.current.action.compose"] = "Manage drafts and send mail when you use the add-on",
        [GmailPrefix + "addons.current.message.action"] = "Read your mail when you use the add-on",
        [GmailPrefix + "addons.current.message.metadata"] = "See headers of your mail while the add-on runs",
        [GmailPrefix + "addons.current.message.readonly"] = "Read your mail while the add-on runs",
        ["https://www.googleapis.com/auth/calendar"] = "See, change and share your calendars",
        ["https://www.googleapis.com/auth/calendar.readonly"] = "See your calendars",
        ["https://www.googleapis.com/auth/calendar.events"] = "See and change events in your calendars",
        ["https://www.googleapis.com/auth/contacts"] = "See, change and delete your contacts",
        ["https://www.googleapis.com/auth/contacts.readonly"] = "See your contacts",
        ["https://www.googleapis.com/auth/drive"] = "See, change and delete all your Drive files",
        ["https://www.googleapis.com/auth/drive.readonly"] = "See all your Drive files",
        ["https://www.googleapis.com/auth/drive.file"] = "Use the Drive files that you open with this app",
        ["https://www.googleapis.com/auth/cloud-platform"] = "See and change your Google Cloud data",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Splits a space-delimited list; names stay as sent.</summary>
    public static string[] Split(string? list) => (list ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Google answers with the long names of <c>email</c> and <c>profile</c>.</summary>
    public static string Canonical(string scope) => scope switch
    {
        "email" => Email,
        "profile" => Profile,
        _ => scope,
    };

    public static bool IsKnown(string scope) => Descriptions.ContainsKey(Canonical(scope));

    public static string Describe(string scope) => Descriptions[scope];

    /// <summary>Sign-in scopes are granted together and have no box on the consent page.</summary>
    public static bool IsSignIn(string scope) => scope is OpenId or Email or Profile;

    public static bool IsGmail(string scope) =>
        scope == FullMail || scope.StartsWith(GmailPrefix, StringComparison.Ordinal);

    /// <summary>One line for an answer. The order means nothing at Google, here it is at least stable.</summary>
    public static string Print(IEnumerable<string> scopes) => string.Join(' ', scopes.Order(StringComparer.Ordinal));

    /// <summary>Google's words for a list with unknown names; the valid part is absent when there is none.</summary>
    public static string InvalidMessage(IReadOnlyCollection<string> valid, IReadOnlyCollection<string> invalid)
    {
        var validPart = valid.Count == 0 ? "" : $"valid=[{string.Join(", ", valid)}], ";
        return $"Some requested scopes were invalid. {{{validPart}invalid=[{string.Join(", ", invalid)}]}}";
    }
}
