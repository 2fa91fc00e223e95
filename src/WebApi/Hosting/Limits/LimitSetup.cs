using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting.Limits;

internal static class LimitSetup
{
    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>()
            .Bind(configuration.GetSection(LimitOptions.Section))
            .ValidateDataAnnotations()
            .Validate(options => options.TrustedProxies.All(IsNetwork), "Limits:TrustedProxies: write each proxy as an address (10.0.0.7) or a network (10.0.0.0/8).")
            .ValidateOnStart();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<BodyAdmission>();
        services.AddSingleton<RefusedKeys>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<LimitOptions>>(RequestLimits.Configure);
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<LimitOptions>>(Trust);
        return services;
    }

    /// <summary>Takes the remote address from the proxies that are trusted, if there are any.</summary>
    public static IApplicationBuilder UseTrustedProxies(this IApplicationBuilder app) =>
        app.ApplicationServices.GetRequiredService<IOptions<LimitOptions>>().Value.TrustedProxies.Length > 0 ? app.UseForwardedHeaders() : app;

    /// <summary>Between authorization and the endpoints, which read bodies: limits go by the caller, and a body is read when everything else is settled.</summary>
    public static IApplicationBuilder UseLimits(this IApplicationBuilder app) =>
        app.UseRateLimiter().Use(app.ApplicationServices.GetRequiredService<BodyAdmission>().AdmitAsync);

    private static void Trust(ForwardedHeadersOptions forwarded, IOptions<LimitOptions> limits)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in limits.Value.TrustedProxies)
        {
            forwarded.KnownIPNetworks.Add(ToNetwork(proxy));
        }
    }

    private static bool IsNetwork(string proxy) => System.Net.IPNetwork.TryParse(proxy, out _) || IPAddress.TryParse(proxy, out _);

    private static System.Net.IPNetwork ToNetwork(string proxy)
    {
        if (System.Net.IPNetwork.TryParse(proxy, out var network))
        {
            return network;
        }

        var address = IPAddress.Parse(proxy);
        return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
    }
}
