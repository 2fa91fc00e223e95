using System.Collections.Frozen;

namespace GmailPlatform.Domain.Grants;

/// <summary>
/// The scopes that Google accepts: those of OpenID Connect and of the Gmail API (discovery document, revision 20260413) by name, those of its other
/// APIs by their form. One unknown scope makes Google refuse the whole consent, on an error page that does not lead back to the application.
/// </summary>
public static class GoogleScopes
{
    private const string Prefix = "https://www.googleapis.com/auth/";
    private const string Gmail = "gmail.";

    private static readonly FrozenSet<string> Known = new[]
    {
        ScopeSet.OpenId, ScopeSet.Email, ScopeSet.Profile, ScopeSet.FullMail,
        ScopeSet.GmailReadonly, ScopeSet.GmailModify, ScopeSet.GmailCompose, ScopeSet.GmailSend, ScopeSet.GmailMetadata, ScopeSet.GmailLabels,
        Prefix + "gmail.insert", Prefix + "gmail.settings.basic", Prefix + "gmail.settings.sharing",
        Prefix + "gmail.addons.current.action.compose", Prefix + "gmail.addons.current.message.action",
        Prefix + "gmail.addons.current.message.metadata", Prefix + "gmail.addons.current.message.readonly",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether Google accepts the scope. For other APIs only the form is checked.</summary>
    public static bool IsKnown(string scope) => Expand(scope) is var full && (Known.Contains(full) || IsOfAnotherApi(full));

    /// <summary>The full name of a scope that may be given without its common prefix, such as <c>gmail.readonly</c>; any other scope unchanged.</summary>
    public static string Expand(string scope) => scope switch
    {
        "email" => ScopeSet.Email,
        "profile" => ScopeSet.Profile,
        _ when Known.Contains(Prefix + scope) => Prefix + scope,
        _ => scope,
    };

    private static bool IsOfAnotherApi(string scope) =>
        Uri.TryCreate(scope, UriKind.Absolute, out var uri)
        // Google compares text: another spelling of the same address is another scope, and a space would make two of one.
        && uri.AbsoluteUri == scope
        && uri.Scheme is "https" && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0 && uri.AbsolutePath.Length > 1
        && (uri.Host.EndsWith(".google.com", StringComparison.Ordinal) || uri.Host.EndsWith(".googleapis.com", StringComparison.Ordinal))
        && uri.Host is not "mail.google.com"
        && (uri.Host is not "www.googleapis.com" || (scope.StartsWith(Prefix, StringComparison.Ordinal) && IsNameOfAnotherApi(scope[Prefix.Length..])));

    private static bool IsNameOfAnotherApi(string name) =>
        name.Length > 0
        && !name.StartsWith(Gmail, StringComparison.OrdinalIgnoreCase) && !name.StartsWith("userinfo.", StringComparison.OrdinalIgnoreCase)
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_' or '/');
}
