using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>Cross-Account Protection: Google tells of what happens to accounts and tokens (OpenID RISC, RFC 8417, RFC 8935).</summary>
internal static class RiscModule
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    public static IServiceCollection AddRisc(this IServiceCollection services) => services
        .AddSingleton<StreamBook>()
        .AddSingleton<SecurityEventTokens>()
        .AddSingleton<Delivery>()
        .AddHostedService(provider => provider.GetRequiredService<Delivery>())
        .AddSingleton<Transmitter>()
        .AddSingleton<ManagementCaller>()
        .AddSingleton<ManagementEndpoint>();

    public static IEndpointRouteBuilder MapRisc(this IEndpointRouteBuilder app)
    {
        app.MapGet("/.well-known/risc-configuration", Configuration).WithMetadata(new EndpointName("riscConfiguration"));
        var management = app.MapGroup("/v1beta").WithMetadata(new EndpointName("risc"));
        management.MapPost("/stream:update", (HttpRequest http, ManagementEndpoint endpoint) => endpoint.UpdateAsync(http));
        management.MapGet("/stream", (HttpRequest http, ManagementEndpoint endpoint) => endpoint.GetAsync(http));
        management.MapGet("/stream/status", (HttpRequest http, ManagementEndpoint endpoint) => endpoint.GetStatusAsync(http));
        management.MapPost("/stream/status:update", (HttpRequest http, ManagementEndpoint endpoint) => endpoint.UpdateStatusAsync(http));
        management.MapPost("/stream:verify", (HttpRequest http, ManagementEndpoint endpoint) => endpoint.VerifyAsync(http));
        return app;
    }

    private static IResult Configuration(HttpRequest http, BaseUrl baseUrl)
    {
        var root = baseUrl.Of(http);
        return JsonAnswer.Cached(
            new JsonObject
            {
                ["issuer"] = Transmitter.IssuerOf(baseUrl.Issuer(http)),
                ["jwks_uri"] = $"{root}/oauth2/v3/certs",
                ["delivery_methods_supported"] = new JsonArray(RiscStream.PushDelivery),
                ["configuration_endpoint"] = $"{root}/v1beta/stream",
                ["status_endpoint"] = $"{root}/v1beta/stream/status",
                ["verification_endpoint"] = $"{root}/v1beta/stream:verify",
            },
            MaxAge);
    }
}
