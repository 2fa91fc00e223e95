using GmailPlatform.GoogleSandbox.Web;
using Microsoft.AspNetCore.Mvc;

namespace GmailPlatform.GoogleSandbox.Gmail.Batch;

/// <summary>Batches, at the address of the guide and at the one of the discovery document.</summary>
internal static class BatchModule
{
    private const long MaximumBody = 100_000_000;

    private static readonly string[] Paths = ["/batch/gmail/v1", "/batch"];

    public static IServiceCollection AddBatch(this IServiceCollection services) => services.AddSingleton<BatchEndpoint>();

    /// <summary>From here on a call of a batch goes the way of any other.</summary>
    public static void UseBatch(this WebApplication app) => app.Use(next =>
    {
        app.Services.GetRequiredService<BatchEndpoint>().Pipeline = next;
        return next;
    });

    public static void MapBatch(this IEndpointRouteBuilder app)
    {
        foreach (var path in Paths)
        {
            app.MapPost(path, (HttpContext context, BatchEndpoint batch) => batch.HandleAsync(context))
                .WithMetadata(new EndpointName(EndpointName.Batch), new RequestSizeLimitAttribute(MaximumBody));
        }
    }
}
