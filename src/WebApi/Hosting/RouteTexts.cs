using Microsoft.AspNetCore.Diagnostics;

namespace GmailPlatform.WebApi.Hosting;

internal static class RouteTexts
{
    /// <summary>The pattern of the request's route, for logs and traces: paths hold addresses and ids of mail.</summary>
    public static string RouteText(this HttpContext http)
    {
        // What answers exceptions has taken the endpoint away.
        var endpoint = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint();
        return (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
    }
}
