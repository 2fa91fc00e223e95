using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace GmailPlatform.Bench.Servers;

/// <summary>What the gateway is compared with: Kestrel and YARP's forwarder with a fixed header, without routing, middleware or logs.</summary>
internal static class BareForwarder
{
    public const string Upstream = "BENCH_UPSTREAM";

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(CancellationToken ct)
    {
        var upstream = BareSettings.Read(Upstream);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHttpForwarder();
        await using var app = builder.Build();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        using var connections = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
        });
        var header = new FixedHeader();
        app.Run(async http => await forwarder.SendAsync(http, upstream, connections, ForwarderRequestConfig.Empty, header));
        await app.RunAsync(ct);
    }

    private sealed class FixedHeader : HttpTransformer
    {
        private static readonly AuthenticationHeaderValue Token = new("Bearer", "ya29.fixed");

        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Host = null;
            proxyRequest.Headers.Authorization = Token;
        }
    }
}
