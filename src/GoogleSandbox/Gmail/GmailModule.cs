using GmailPlatform.GoogleSandbox.Gmail.Labels;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;
using GmailPlatform.GoogleSandbox.Gmail.Profiles;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>The Gmail API: a route for every method of the discovery document, a handler for those that are built.</summary>
internal static class GmailModule
{
    public static IServiceCollection AddGmail(this IServiceCollection services) => services
        .AddSingleton<OpaqueTokens>()
        .AddSingleton<PageTokens>()
        .AddSingleton<MimeReader>()
        .AddSingleton<IGmailHandler, GetProfile>()
        .AddSingleton<IGmailHandler, ListMessages>()
        .AddSingleton<IGmailHandler, GetMessage>()
        .AddSingleton<IGmailHandler, GetAttachment>()
        .AddSingleton<IGmailHandler, ListLabels>()
        .AddSingleton<IGmailHandler, GetLabel>()
        .AddSingleton<GmailPipeline>();

    public static IEndpointRouteBuilder MapGmail(this IEndpointRouteBuilder app)
    {
        foreach (var method in GmailMethods.All)
        {
            app.MapMethods(method.Path, [method.Verb], (HttpRequest http, GmailPipeline pipeline) => pipeline.Handle(http, method))
                .WithMetadata(new EndpointName(method.Id));
        }

        // Also a wrong verb ends here: Google's front end knows no 405.
        app.Map("/gmail/{**rest}", NotFoundPage.Answer).WithMetadata(new EndpointName(EndpointName.Gmail));
        return app;
    }
}
