using GmailPlatform.WebApi.Hosting;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Gmail's own paths at the root of this server, for clients that take only a host and a token: the key identifies the grant.</summary>
internal static class RootGateway
{
    private static readonly string[] Patterns =
        ["/gmail/v1/{**path}", "/upload/gmail/v1/{**path}", "/resumable/upload/gmail/v1/{**path}", "/batch", "/batch/gmail/v1"];

    public static IEndpointRouteBuilder MapGatewayAtRoot(this IEndpointRouteBuilder app)
    {
        var calls = app.ServiceProvider.GetRequiredService<GatewayCalls>();
        foreach (var pattern in Patterns)
        {
            app.MapGatewayRoute(pattern, (HttpContext http) => HandleAsync(http, calls)).WithMetadata(new OpenToGrantKeys(NamesGrant: false));
        }

        return app;
    }

    private static Task HandleAsync(HttpContext http, GatewayCalls calls) => ApiKeyAuthentication.GrantOf(http.User).Succeeded(out var grant, out var refusal)
        ? calls.HandleAsync(http, new GatewayMount(grant, Path: ""), http.Request.Path.Value!.TrimStart('/'))
        : http.WriteGoogleErrorAsync(refusal);
}
