namespace GmailPlatform.WebApi.Hosting;

internal static class SecurityHeaders
{
    /// <summary>Pages fetch nothing from elsewhere, cannot be framed, and do not tell where they are (RFC 9700 section 4.2.4).</summary>
    private const string PagePolicy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The console's pages also run one script of ours, which asks this server alone.</summary>
    private const string ConsolePolicy = $"{PagePolicy}; script-src 'self'; connect-src 'self'";

    private const string NoStore = "no-store";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // By the path that was asked for: a dashboard cuts its own from it.
        var path = http.Request.Path;
        // At the last moment: what answers an exception clears the headers first.
        http.Response.OnStarting(() =>
        {
            Write(http.Response.Headers, path);
            return Task.CompletedTask;
        });
        return next(http);
    });

    /// <summary>Those of an answer of the API.</summary>
    public static void WriteForApi(IHeaderDictionary headers)
    {
        WriteForAll(headers);
        headers.ContentSecurityPolicy = PagePolicy;
        headers.CacheControl = NoStore;
    }

    private static void Write(IHeaderDictionary headers, PathString path)
    {
        WriteForAll(headers);
        if (!IsBelow(path, "/docs", "/hangfire"))
        {
            headers.ContentSecurityPolicy = IsBelow(path, "/console") ? ConsolePolicy : PagePolicy;
        }

        if (IsBelow(path, "/v1", "/oauth", "/connect", "/console", "/hangfire"))
        {
            headers.CacheControl = NoStore;
        }
    }

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
