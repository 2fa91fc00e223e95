namespace GmailPlatform.WebApi.Hosting;

internal static class SecurityHeaders
{
    /// <summary>Pages fetch nothing from elsewhere, cannot be framed, and do not tell where they are (RFC 9700 section 4.2.4).</summary>
    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // At the last moment: what answers an exception clears the headers first.
        http.Response.OnStarting(() =>
        {
            Write(http);
            return Task.CompletedTask;
        });
        return next(http);
    });

    private static void Write(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        if (!IsBelow(http, "/docs", "/hangfire"))
        {
            headers.ContentSecurityPolicy = PagePolicy;
        }

        if (IsBelow(http, "/v1", "/oauth", "/connect"))
        {
            headers.CacheControl = "no-store";
        }
    }

    private static bool IsBelow(HttpContext http, params ReadOnlySpan<PathString> roots)
    {
        foreach (var root in roots)
        {
            if (http.Request.Path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
