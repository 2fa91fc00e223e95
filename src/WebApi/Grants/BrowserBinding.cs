using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;

namespace GmailPlatform.WebApi.Grants;

/// <summary>The cookie that binds a consent to the browser which started it (RFC 9700 section 4.7).</summary>
internal sealed class BrowserBinding(PublicAddress address)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The prefix keeps other hosts of the domain from setting it; browsers take it over HTTPS only.</summary>
    private readonly string _name = address.IsHttps ? "__Host-gp-connect" : "gp-connect";

    public Secret? Read(HttpContext http) => Secret.From(http.Request.Cookies[_name]);

    public void Write(HttpContext http, Secret binding) => http.Response.Cookies.Append(_name, binding.Reveal(), new CookieOptions
    {
        HttpOnly = true,
        Secure = address.IsHttps,
        // Lax: the cookie must come along when Google leads the person back.
        SameSite = SameSiteMode.Lax,
        MaxAge = Lifetime,
        Path = "/",
        IsEssential = true,
    });
}
