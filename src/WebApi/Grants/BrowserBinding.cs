using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;

namespace GmailPlatform.WebApi.Grants;

/// <summary>The cookie that binds a consent to the browser which started it (RFC 9700 section 4.7).</summary>
internal sealed class BrowserBinding(PublicAddress address)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The prefix keeps other hosts of the domain from setting it; browsers take it over HTTPS only.</summary>
    private readonly string _prefix = address.IsHttps ? "__Host-gp-connect-" : "gp-connect-";

    /// <summary>The browser's cookie for an authorization.</summary>
    public Secret? Read(HttpContext http, Guid authorizationId) => Secret.From(http.Request.Cookies[NameOf(authorizationId)]);

    /// <summary>All binding cookies of the browser: a state does not say which authorization it belongs to.</summary>
    public IReadOnlyList<Secret> ReadAll(HttpContext http) =>
        [.. http.Request.Cookies.Where(cookie => cookie.Key.StartsWith(_prefix, StringComparison.Ordinal) && cookie.Value.Length > 0).Select(cookie => new Secret(cookie.Value))];

    /// <summary>One for each authorization, so that links which are open at once do not overwrite one another's.</summary>
    public void Write(HttpContext http, Guid authorizationId, Secret binding) => http.Response.Cookies.Append(NameOf(authorizationId), binding.Reveal(), new CookieOptions
    {
        HttpOnly = true,
        Secure = address.IsHttps,
        // Lax: the cookie must come along when Google leads the person back.
        SameSite = SameSiteMode.Lax,
        MaxAge = Lifetime,
        Path = "/",
        IsEssential = true,
    });

    private string NameOf(Guid authorizationId) => $"{_prefix}{authorizationId:n}";
}
