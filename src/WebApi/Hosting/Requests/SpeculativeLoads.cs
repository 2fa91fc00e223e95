using Microsoft.AspNetCore.Diagnostics;

namespace GmailPlatform.WebApi.Hosting.Requests;

/// <summary>Loads that nobody has asked for yet: a browser prefetches or prerenders a page, or shows a preview of it.</summary>
internal static class SpeculativeLoads
{
    /// <summary>For a GET that uses something up: a browser drops the 503 and loads the page again once a person goes there (Fetch, Sec-Purpose).</summary>
    public static RouteHandlerBuilder RefuseSpeculation(this RouteHandlerBuilder route) => route.AddEndpointFilter((context, next) =>
    {
        var http = context.HttpContext;
        if (!IsSpeculative(http.Request.Headers))
        {
            return next(context);
        }

        http.Response.Headers.CacheControl = "no-store";
        // Nobody reads a page that the browser drops.
        if (http.Features.Get<IStatusCodePagesFeature>() is { } pages)
        {
            pages.Enabled = false;
        }

        return ValueTask.FromResult<object?>(TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable));
    });

    private static bool IsSpeculative(IHeaderDictionary headers) =>
        Says(headers, "Sec-Purpose") || Says(headers, "Purpose") || Says(headers, "X-Purpose") || Says(headers, "X-Moz");

    private static bool Says(IHeaderDictionary headers, string name) =>
        headers[name].ToString() is { Length: > 0 } purpose
        && (purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || purpose.Contains("prerender", StringComparison.OrdinalIgnoreCase)
            || purpose.Contains("preview", StringComparison.OrdinalIgnoreCase));
}
