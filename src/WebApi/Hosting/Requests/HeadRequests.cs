namespace GmailPlatform.WebApi.Hosting.Requests;

/// <summary>
/// Answers HEAD wherever GET is answered (RFC 9110 section 9.3.2): the request runs as GET, and the server sends no body.
/// </summary>
internal static class HeadRequests
{
    /// <summary>Whether the client asked for the headers alone.</summary>
    public static bool IsHead(this HttpContext http) => http.Features.Get<HeadRequest>() is not null;

    /// <summary>Runs HEAD requests as GET. Must come before routing.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Features.Set(new HeadRequest());
            http.Request.Method = HttpMethods.Get;
        }

        return next(http);
    });

    /// <summary>For a GET that changes something, as a redirect of OAuth does: HEAD is safe (RFC 9110 section 9.2.1), and programs that check links send it.</summary>
    public static RouteHandlerBuilder RefuseHead(this RouteHandlerBuilder route) => route.AddEndpointFilter((context, next) =>
    {
        if (!context.HttpContext.IsHead())
        {
            return next(context);
        }

        context.HttpContext.Response.Headers.Allow = HttpMethods.Get;
        return ValueTask.FromResult<object?>(TypedResults.StatusCode(StatusCodes.Status405MethodNotAllowed));
    });

    private sealed class HeadRequest;
}
