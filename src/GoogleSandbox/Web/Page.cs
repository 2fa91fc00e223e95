namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>The frame of every page: one card, and a banner that says that this is no Google.</summary>
internal static class Page
{
    public static string Render(string title, Html body, bool wide = false) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="referrer" content="no-referrer">
          <title>{title} · Google Sandbox</title>
          <link rel="icon" href="data:,">
          <style>{Styles.Css}</style>
        </head>
        <body>
          <p class="banner" role="note"><strong>Sandbox</strong> An offline stand-in for Google. No real account, no real mail.</p>
          <main class="card{(wide ? " wide" : "")}">
            {body}
          </main>
        </body>
        </html>
        """).Markup;

    /// <summary>A page that nobody may frame and that loads nothing from anywhere.</summary>
    public static IResult Answer(string title, Html body, bool wide = false, string? scriptNonce = null) =>
        new PageResult(Render(title, body, wide), scriptNonce);

    private sealed class PageResult(string html, string? scriptNonce) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var script = scriptNonce is null ? "" : $" script-src 'nonce-{scriptNonce}';";
            var headers = httpContext.Response.Headers;
            headers.ContentSecurityPolicy =
                $"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:;{script} base-uri 'none'; frame-ancestors 'none'";
            headers.CacheControl = "no-store";
            headers["Referrer-Policy"] = "no-referrer";
            headers.XContentTypeOptions = "nosniff";
            return Results.Content(html, "text/html; charset=utf-8").ExecuteAsync(httpContext);
        }
    }
}
