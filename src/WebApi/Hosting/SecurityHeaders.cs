using Scalar.AspNetCore;

namespace GmailPlatform.WebApi.Hosting;

internal static class SecurityHeaders
{
    /// <summary>Pages fetch nothing from elsewhere, cannot be framed, and do not tell where they are (RFC 9700 section 4.2.4).</summary>
    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The console's pages also run one script of ours, which asks this server alone.</summary>
    private const string ConsolePolicy = $"{PagePolicy}; script-src 'self'; connect-src 'self'";

    /// <summary>Hangfire's pages set styles in their markup.</summary>
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The API reference has an inline script, with a nonce per response, which sets styles.</summary>
    private static string ReferencePolicy(object? nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A year (RFC 6797). Sent only where the public address is HTTPS.</summary>
    private const string Hsts = "max-age=31536000";

    private const string NoStore = "no-store";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app)
    {
        var isHttps = app.ApplicationServices.GetRequiredService<PublicAddress>().IsHttps;
        return app.Use((http, next) => WithHeaders(http, next, isHttps));
    }

    private static Task WithHeaders(HttpContext http, RequestDelegate next, bool isHttps)
    {
        // By the path that was asked for: a dashboard cuts its own from it.
        var path = http.Request.Path;
        // At the last moment: what answers an exception clears the headers first.
        http.Response.OnStarting(() =>
        {
            Write(http, path);
            if (isHttps)
            {
                http.Response.Headers.StrictTransportSecurity = Hsts;
            }

            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>Those of an answer of the API.</summary>
    public static void WriteForApi(IHeaderDictionary headers)
    {
        WriteForAll(headers);
        headers.ContentSecurityPolicy = PagePolicy;
        headers.CacheControl = NoStore;
    }

    private static void Write(HttpContext http, PathString path)
    {
        var headers = http.Response.Headers;
        WriteForAll(headers);
        headers.ContentSecurityPolicy = PolicyFor(http, path);

        if (IsBelow(path, "/v1", "/oauth", "/connect", "/console", "/hangfire"))
        {
            headers.CacheControl = NoStore;
        }
    }

    private static string PolicyFor(HttpContext http, PathString path) => path switch
    {
        _ when IsBelow(path, "/console") => ConsolePolicy,
        _ when IsBelow(path, "/hangfire") => DashboardPolicy,
        _ when IsBelow(path, "/docs") => ReferencePolicy(http.Items[ScalarOptions.NonceHttpContextItemKey]),
        _ => PagePolicy,
    };

    private static void WriteForAll(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
    }

    private static bool IsBelow(PathString path, params ReadOnlySpan<PathString> roots)
    {
        foreach (var root in roots)
        {
            if (path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
