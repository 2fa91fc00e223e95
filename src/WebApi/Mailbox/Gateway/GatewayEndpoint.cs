using System.Security.Claims;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary><c>/v1/grants/{id}/google/</c>: where official Google client libraries find Gmail.</summary>
internal static class GatewayEndpoint
{
    /// <summary>Bytes that Gmail takes in an upload of <c>messages.insert</c> and <c>messages.import</c>, 150 MiB, and what surrounds it.</summary>
    private const long LargestUpload = (150 << 20) + (1 << 20);

    /// <summary>Bytes of a call with a message of 35 MiB in base64url, the largest that may be sent, and what surrounds it.</summary>
    private const long LargestJson = 48 << 20;

    public static IEndpointRouteBuilder MapGateway(this IEndpointRouteBuilder app)
    {
        app.MapGatewayRoute(
                "/v1/grants/{id:guid}/google/{**path}",
                (HttpContext http, Guid id, string? path) => HandleAsync(http, new GatewayMount(id, $"/v1/grants/{id}/google"), path ?? ""))
            .OpenToKeysOfTheGrant();
        return app;
    }

    /// <summary>Maps a route that leads to <see cref="HandleAsync"/>, for all HTTP methods.</summary>
    public static IEndpointConventionBuilder MapGatewayRoute(this IEndpointRouteBuilder app, string pattern, Delegate handler) => app.Map(pattern, handler)
        .RequirePermission(Permission.MailRead)
        // Gmail's answers go on as they are, also without a body.
        .WithMetadata(new AnswersLikeGoogle(), new SkipStatusCodePagesAttribute())
        // Google's own description says what is below it.
        .ExcludeFromDescription();

    /// <summary>Makes a call, or the calls of a batch, in a grant's mailbox.</summary>
    /// <param name="http">With an API key that may read mail.</param>
    /// <param name="mount">Where the client found the gateway.</param>
    /// <param name="path">Gmail's path below the mount, unescaped, without a leading slash.</param>
    public static async Task HandleAsync(HttpContext http, GatewayMount mount, string path)
    {
        var services = http.RequestServices;
        var (grants, quota) = (services.GetRequiredService<IGrantAccess>(), services.GetRequiredService<IQuota>());
        var (gateway, address) = (services.GetRequiredService<GmailGateway>(), services.GetRequiredService<PublicAddress>());
        var id = mount.GrantId;
        var caller = ApiKeyAuthentication.CallerOf(http.User);
        if (GatewayTarget.Find(path) is not { } target)
        {
            await http.WriteGoogleErrorAsync(CommonFailures.NotFound with { Detail = "This gateway leads to gmail/v1/users/, upload/gmail/v1/users/, resumable/upload/gmail/v1/users/ and batch only." });
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = target.IsUpload ? LargestUpload : LargestJson;
        }

        var gatewayPath = $"{mount.Path}/";
        BatchBody? batch = null;
        if (target.IsBatch && !(await BatchReader.ReadAsync(http.Request, gatewayPath, http.RequestAborted)).Succeeded(out batch, out var failure))
        {
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        var calls = batch?.Parts.Select(part => (part.Method, part.Target)).ToList() ?? [(http.Request.Method, target)];
        if (await RefusalAsync(http.User, caller, id, calls, grants, http.RequestAborted) is { } refusal)
        {
            await http.WriteGoogleErrorAsync(refusal);
            return;
        }

        if (await http.ShowQuota().TakeAsync(caller, id, calls.Sum(call => CostOf(call.Method, call.Target, http.Request, quota)), http.RequestAborted) is { } usedUp)
        {
            await http.WriteGoogleErrorAsync(usedUp);
            return;
        }

        if (batch is not null)
        {
            await batch.ReplaceBodyOfAsync(http.Request);
        }

        var root = (address.AsNamedBy(http.Request) + gatewayPath).TrimEnd('/');
        await gateway.ForwardAsync(http, new GatewayCall(caller, id, target, root), grants);
    }

    /// <summary>An upload in several requests is one call, counted with its first.</summary>
    private static int CostOf(string verb, GatewayTarget target, HttpRequest request, IQuota quota) =>
        target.IsUpload && request.Query.ContainsKey("upload_id") ? 0 : quota.CostOf(GatewayMethods.Find(verb, target));

    /// <summary>What else than looking at one's own mailbox needs: the permission to write, and no other mailbox.</summary>
    private static async Task<Failure?> RefusalAsync(
        ClaimsPrincipal user, Caller caller, Guid grantId, List<(string Method, GatewayTarget Target)> calls, IGrantAccess grants, CancellationToken ct)
    {
        if (calls.Any(call => !HttpMethods.IsGet(call.Method) && !HttpMethods.IsHead(call.Method))
            && ApiKeyAuthentication.RefusalOf(user, Permission.MailWrite) is { } missing)
        {
            return missing;
        }

        if (calls.All(call => call.Target.UserId == GatewayTarget.Me))
        {
            return null;
        }

        if (!(await grants.GetAddressAsync(caller, grantId, ct)).Succeeded(out var own, out var failure))
        {
            return failure;
        }

        return calls.All(call => call.Target.UserId == GatewayTarget.Me || string.Equals(call.Target.UserId, own.Email, StringComparison.OrdinalIgnoreCase))
            ? null
            : new Failure("forbidden", FailureKind.Forbidden, $"Delegation denied for {own.Email}");
    }
}
