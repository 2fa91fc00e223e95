using System.Threading.RateLimiting;
using GmailPlatform.WebApi.Hosting.Authentication;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>
/// Runs GETs through a grant's gateway without routing and the middleware that has nothing to do for them. Their key is cached and admitted, and the
/// limits are the pipeline's own; every other request, in particular one to be refused, goes through the pipeline.
/// </summary>
internal sealed class GatewayShortcut(
    CachedKeyAdmission admission, GatewayCalls calls, EndpointDataSource endpoints, IOptions<RateLimiterOptions> limits)
{
    private const string PathStart = "/v1/grants/";
    private const string PathEnd = "/google/";
    private const int IdLength = 36;
    private const int MountLength = 54;

    private readonly Lazy<Endpoint> _endpoint = new(() =>
        endpoints.Endpoints.OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == GatewayEndpoint.Pattern));

    private readonly PartitionedRateLimiter<HttpContext> _limiter = limits.Value.GlobalLimiter!;

    public Task ForwardAsync(HttpContext http, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(http.Request.Method)
            || !TryRead(http.Request.Path.Value!, out var mount, out var path)
            || http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false }
            // Spans are named by routing.
            || http.Features.Get<IHttpActivityFeature>() is not null)
        {
            return next(http);
        }

        http.SetEndpoint(_endpoint.Value);
        http.Request.RouteValues = new RouteValueDictionary { ["id"] = mount.Path.Substring(PathStart.Length, IdLength), ["path"] = path };
        return admission.TryAdmit(http) ? ForwardAsync(http, mount, path, next) : next(http);
    }

    private async Task ForwardAsync(HttpContext http, GatewayMount mount, string path, RequestDelegate next)
    {
        using var lease = _limiter.AttemptAcquire(http);
        await (lease.IsAcquired ? calls.HandleAsync(http, mount, path) : next(http));
    }

    /// <summary>Reads the usual form of <see cref="GatewayEndpoint.Pattern" />, and leaves others to routing.</summary>
    private static bool TryRead(string value, out GatewayMount mount, out string path)
    {
        (mount, path) = (null!, "");
        if (value.Length <= MountLength + 1
            || !value.StartsWith(PathStart, StringComparison.Ordinal)
            || !value.AsSpan(PathStart.Length + IdLength).StartsWith(PathEnd)
            || value[MountLength + 1] == '/'
            || !Guid.TryParseExact(value.AsSpan(PathStart.Length, IdLength), "D", out var grantId))
        {
            return false;
        }

        (mount, path) = (new GatewayMount(grantId, value[..MountLength]), value[(MountLength + 1)..]);
        return true;
    }
}
