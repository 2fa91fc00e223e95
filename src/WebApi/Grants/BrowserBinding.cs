using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Grants;

/// <summary>The cookie that binds a consent to the browser which started it (RFC 9700 section 4.7).</summary>
internal static class BrowserBinding
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static Secret? Read(HttpContext http) => Secret.From(http.Request.Cookies[NameFor(http)]);

    public static void Write(HttpContext http, Secret binding) => http.Response.Cookies.Append(NameFor(http), binding.Reveal(), new CookieOptions
    {
        HttpOnly = true,
        Secure = http.Request.IsHttps,
        // Lax: the cookie must come along when Google leads the person back.
        SameSite = SameSiteMode.Lax,
        MaxAge = Lifetime,
        Path = "/",
        IsEssential = true,
    });

    /// <summary>The prefix keeps other hosts of the domain from setting it; browsers take it over HTTPS only.</summary>
    private static string NameFor(HttpContext http) => http.Request.IsHttps ? "__Host-gp-connect" : "gp-connect";
}
