using GmailPlatform.GoogleSandbox.Gmail.Batch;
using GmailPlatform.GoogleSandbox.Gmail.Discovery;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;
using GmailPlatform.GoogleSandbox.Gmail.Sending;
using GmailPlatform.GoogleSandbox.Gmail.Uploads;
using GmailPlatform.GoogleSandbox.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>The Gmail API: a route for every method of the discovery document, a handler for those that are built.</summary>
internal static class GmailModule
{
    // The largest message in base64, with what JSON is around it.
    private const long MaximumBody = 220_000_000;

    private static readonly string[] CompressedRoots = ["/gmail", "/upload", "/resumable", "/batch"];

    public static IServiceCollection AddGmail(this IServiceCollection services) => services
        .AddSingleton<OpaqueTokens>()
        .AddSingleton<PageTokens>()
        .AddSingleton<MimeReader>()
        .AddSingleton<MessageFormats>()
        .AddSingleton<Postman>()
        .AddHandlers()
        .AddSingleton<GmailPipeline>()
        .AddUploads()
        .AddSingleton<ApiDescription>()
        .AddBatch()
        .AddRequestDecompression()
        .AddResponseCompression(compression => compression.Providers.Add<GzipCompressionProvider>());

    /// <summary>Google compresses for a client that accepts gzip and says so in its name, too.</summary>
    public static void UseGmailCompression(this IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Headers.UserAgent.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase)
            && CompressedRoots.Any(root => context.Request.Path.StartsWithSegments(root, StringComparison.Ordinal)),
        branch => branch.UseResponseCompression());

    public static IEndpointRouteBuilder MapGmail(this IEndpointRouteBuilder app)
    {
        foreach (var method in GmailMethods.All)
        {
            app.MapMethods(method.Path, [method.Verb], (HttpRequest http, GmailPipeline pipeline) => pipeline.HandleAsync(http, method)).AsMethod(method);
        }

        // Also a wrong verb ends here: Google's front end knows no 405.
        app.Map("/gmail/{**rest}", NotFoundPage.Answer).WithMetadata(new EndpointName(EndpointName.Gmail));
        app.MapUploads();
        app.MapApiDiscovery();
        app.MapBatch();
        return app;
    }

    /// <summary>The name that faults and the call log know it by, and room for a large message.</summary>
    public static void AsMethod(this IEndpointConventionBuilder endpoint, GmailMethod method) =>
        endpoint.WithMetadata(new EndpointName(method.Id), new RequestSizeLimitAttribute(MaximumBody));

    private static IServiceCollection AddHandlers(this IServiceCollection services)
    {
        foreach (var handler in typeof(GmailModule).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGmailHandler))))
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IGmailHandler), handler));
        }

        return services;
    }
}
