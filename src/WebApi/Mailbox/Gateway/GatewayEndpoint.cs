using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Bodies;
using GmailPlatform.WebApi.Mailbox.Gateway.Batches;
using Microsoft.AspNetCore.Mvc;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>The Gmail API for official Google client libraries.</summary>
internal static class GatewayEndpoint
{
    public const string Pattern = "/v1/grants/{id:guid}/google/{**path}";

    public static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton<GmailConnection>()
        .AddSingleton<SingleCalls>()
        .AddSingleton<BatchCalls>()
        .AddSingleton<GatewayCalls>()
        .AddSingleton<GatewayShortcut>();

    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder app)
    {
        var calls = app.ServiceProvider.GetRequiredService<GatewayCalls>();
        app.MapGatewayRoute(
                Pattern,
                (HttpContext http, Guid id, string? path) => calls.HandleAsync(http, new GatewayMount(id, $"/v1/grants/{id}/google"), path ?? ""))
            .OpenToKeysOfTheGrant();
        return app;
    }

    /// <summary>Maps a route to <see cref="GatewayCalls"/> for all HTTP methods.</summary>
    public static IEndpointConventionBuilder MapGatewayRoute(this IEndpointRouteBuilder app, string pattern, Delegate handler) => app.Map(pattern, handler)
        .RequirePermission(Permission.MailRead)
        // Gmail's answers go on as they are, also without a body.
        .WithMetadata(new AnswersLikeGoogle(), new SkipStatusCodePagesAttribute(), new GatewayBodyCost())
        // Google's own description says what is below it.
        .ExcludeFromDescription();
}

/// <summary>Answers the gateway's requests. A singleton, so that a request needs no scope of services.</summary>
internal sealed class GatewayCalls(SingleCalls single, BatchCalls batches)
{
    /// <summary>Makes a call, or the calls of a batch, in a grant's mailbox.</summary>
    /// <param name="http">Authenticated with an API key that may read mail.</param>
    /// <param name="mount">The mount that the client called.</param>
    /// <param name="path">Gmail's path below the mount, unescaped, without a leading slash.</param>
    public Task HandleAsync(HttpContext http, GatewayMount mount, string path) =>
        BatchReader.IsBatch(path) ? batches.HandleAsync(http, mount, path) : single.HandleAsync(http, mount, path);
}
